// Where Prometheus finds each service in containers: its own port, or the private one of a service that has one.
import type { DeclaredService } from './platform.js'

const port = 8080
const privatePort = 9090

export const scrapeTargets = (services: readonly DeclaredService[]) =>
  services.flatMap(({ processes, settings }) => {
    const isPrivate = settings.some(({ environmentName }) => environmentName === 'METRICS_PORT')
    return processes.map((name) => ({
      targets: [`${name}:${isPrivate ? privatePort : port}`],
      labels: { service: name },
    }))
  })

// Allots the ports of all services before any of them starts, because they are told each other's addresses.
import type { Ground } from './component.js'
import type { ServiceFolder } from './service-folders.js'

export interface AllottedPorts {
  /** By service and by the name of the setting, such as `PORT`. */
  ports: Record<string, Record<string, number>>
  urls: Record<string, string>
  /** Wishes that could not be met, in words, by service. */
  notices: Record<string, string>
}

/** Where people look for what they open in a browser. */
const WISHES: Readonly<Record<string, number>> = { gateway: 8080, web: 3000 }

export async function allotPorts(services: ServiceFolder[], ground: Ground): Promise<AllottedPorts> {
  const allotted: AllottedPorts = { ports: {}, urls: {}, notices: {} }
  for (const service of services) {
    const own: Record<string, number> = {}
    for (const name of portSettings(service)) {
      const wish = name === 'PORT' && !ground.throwaway ? WISHES[service.name] : undefined
      const port = await ground.port(`${service.name}-${name}`, wish)
      if (wish && port !== wish)
        allotted.notices[service.name] = `port ${wish} is taken, so the ${service.name} listens on ${port}`
      own[name] = port
    }
    allotted.ports[service.name] = own
    allotted.urls[service.name] = `http://127.0.0.1:${own.PORT}`
  }
  return allotted
}

/** Everyone has a `PORT`; some have a second one that is not for the public, such as `METRICS_PORT`. */
function portSettings({ settings }: ServiceFolder): string[] {
  const names = settings.map(({ environmentName }) => environmentName)
  return [...new Set(['PORT', ...names.filter((name) => /(^|_)PORT$/.test(name))])]
}

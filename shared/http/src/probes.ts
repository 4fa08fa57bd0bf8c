// What a service answers to whoever runs it: alive, ready, metrics, and the document of its own interface.
import { type Health, nameRoute } from '@eventflow/runtime'
import type { Express, IRouter, Request, Response } from 'express'
import type { Registry } from 'prom-client'
import { send } from './answer.js'

interface ProbeParts {
  health: Health
  document: () => Promise<Record<string, unknown>>
  /** Told with readiness by services that are reached from inside only. */
  instance?: { version: string; startedAt: string }
}

export function addProbes(app: IRouter, { health, document, instance }: ProbeParts): void {
  app.get('/livez', (_request: Request, response: Response) => {
    nameRoute('/livez')
    send(response, { status: 200, body: { status: 'alive' } })
  })
  app.get('/readyz', async (_request: Request, response: Response) => {
    nameRoute('/readyz')
    const report = await health.report()
    send(response, {
      status: report.ready ? 200 : 503,
      body: { ...report, ...instance },
      headers: { 'cache-control': 'no-store' },
    })
  })
  app.get('/openapi.json', async (_request: Request, response: Response) => {
    nameRoute('/openapi.json')
    send(response, { status: 200, body: await document() })
  })
}

/** Apart from the probes: the gateway shows its metrics on a private port. */
export function addMetrics(app: Express, metrics: Registry): void {
  app.get('/metrics', async (_request: Request, response: Response) => {
    nameRoute('/metrics')
    const text = await metrics.metrics()
    response.setHeader('content-type', metrics.contentType)
    response.end(text)
  })
}

// The edge of every request: ids in and out, one log line, one measurement.
import { randomUUID } from 'node:crypto'
import { beginTrace, type Logger, runInContext, type WorkContext } from '@eventflow/runtime'
import type { NextFunction, Request, RequestHandler, Response } from 'express'
import { Histogram, type Registry } from 'prom-client'

const requestIdShape = /^[A-Za-z0-9._-]{8,64}$/

/** Where the pipeline leaves the pattern of the route, so that metrics do not grow with every id in an address. */
export const routePattern = Symbol('route pattern')

type Marked = Response & { [routePattern]?: string }

export function createEdge({ logger, metrics }: { logger: Logger; metrics: Registry }): RequestHandler {
  const seconds = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the first byte of a request to the end of its answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30],
    registers: [metrics],
  })
  const probes = new Set(['/livez', '/readyz', '/metrics'])

  return (request: Request, response: Marked, next: NextFunction) => {
    const startedAt = performance.now()
    const context = contextOf(request)
    response.setHeader('x-request-id', context.requestId)
    response.setHeader('traceparent', context.traceparent)
    response.setHeader('x-content-type-options', 'nosniff')
    response.once('close', () => {
      const ms = performance.now() - startedAt
      const status = response.writableFinished ? response.statusCode : 499
      seconds.observe({ method: request.method, route: response[routePattern] ?? 'none', status }, ms / 1_000)
      // The path without its query, which may hold what people searched for.
      const fields = { method: request.method, path: request.path, status, ms: Math.round(ms * 10) / 10 }
      const level = probes.has(request.path) ? 'debug' : 'info'
      runInContext(context, () => logger[level]('request', fields))
    })
    runInContext(context, next)
  }
}

function contextOf({ headers }: Request): WorkContext & { requestId: string } {
  const given = headers['x-request-id']
  return {
    requestId: typeof given === 'string' && requestIdShape.test(given) ? given : randomUUID(),
    traceparent: beginTrace(headers.traceparent),
    written: [],
  }
}

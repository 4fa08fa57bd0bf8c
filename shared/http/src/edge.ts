// The edge of every request: ids in and out, one log line, one measurement.
import {
  beginTrace,
  currentContext,
  type Logger,
  runInContext,
  traceIdOf,
  type WorkContext,
} from '@eventflow/runtime'
import type { NextFunction, Request, RequestHandler, Response } from 'express'
import { Histogram, type Registry } from 'prom-client'

const requestIdShape = /^[A-Za-z0-9._-]{8,64}$/

interface EdgeParts {
  logger: Logger
  metrics: Registry
}

export function createEdge({ logger, metrics }: EdgeParts): RequestHandler {
  const begin = edgeOf({ logger, metrics })
  return (request, response, next) =>
    begin(request, response, () => {
      for (const [name, value] of edgeHeaders()) response.setHeader(name, value)
      next()
    })
}

/** What every answer says of itself. */
export function edgeHeaders(): Array<[string, string]> {
  const { requestId = '', traceparent = '' } = currentContext() ?? {}
  return [
    ['x-request-id', requestId],
    ['traceparent', traceparent],
    ['x-content-type-options', 'nosniff'],
  ]
}

/** The edge without its headers, for whoever writes all headers of an answer at once. */
export function edgeOf({ logger, metrics }: EdgeParts): RequestHandler {
  const measure = requestTimes(metrics)
  const probes = new Set(['/livez', '/readyz', '/metrics'])

  return (request: Request, response: Response, next: NextFunction) => {
    const startedAt = performance.now()
    const context = contextOf(request)
    // Of a request that was destroyed Node takes the socket away, and who sends it is still there.
    const { socket } = request
    response.once('close', () => {
      const ms = performance.now() - startedAt
      const status = response.writableFinished ? response.statusCode : 499
      measure(request.method, context.route ?? 'none', status).observe(ms / 1_000)
      // The path without its query, which may hold what people searched for.
      const fields = { method: request.method, path: request.path, status, ms: Math.round(ms * 10) / 10 }
      const level = probes.has(request.path) ? 'debug' : 'info'
      runInContext(context, () => logger[level]('request', fields))
      if (!request.complete) endRest(request, socket)
    })
    runInContext(context, next)
  }
}

/** An answer may come before the body has: what is on its way may arrive, so that the answer is read, but not for ever. */
const restWithinMs = 1_000

function endRest(request: Request, socket: Request['socket']): void {
  if (socket.destroyed) return
  setTimeout(() => {
    if (!request.complete) socket.destroy()
  }, restWithinMs).unref()
}

/** The series of each route is looked up once: finding it by its labels costs more than counting. */
function requestTimes(metrics: Registry) {
  const seconds = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the first byte of a request to the end of its answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30],
    registers: [metrics],
  })
  const series = new Map<string, ReturnType<typeof seconds.labels>>()
  return (method: string, route: string, status: number) => {
    const name = `${method} ${route} ${status}`
    const known = series.get(name) ?? seconds.labels(method, route, String(status))
    series.set(name, known)
    return known
  }
}

/** A request without an id of its own is called by its trace: one thing less to make, and one less to look for. */
function contextOf({ headers }: Request): WorkContext & { requestId: string } {
  const given = headers['x-request-id']
  const traceparent = beginTrace(headers.traceparent)
  return {
    requestId: typeof given === 'string' && requestIdShape.test(given) ? given : traceIdOf(traceparent),
    traceparent,
    written: [],
  }
}

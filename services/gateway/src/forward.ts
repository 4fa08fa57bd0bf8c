// Passes a call on and its answer back, both as streams, and once more to another instance where that is safe.
import { TooSlow } from '@eventflow/http'
import { CallerError, type Logger } from '@eventflow/runtime'
import type { Request, Response } from 'express'
import { Counter, type Registry } from 'prom-client'
import { errors } from 'undici'
import { attempt } from './attempt.js'
import { headersForUpstream } from './headers.js'
import type { Origin } from './origin.js'
import type { GatewayRoute } from './table-row.js'
import { isSentOnce, type TakenBody, takeBody } from './take-body.js'
import { type Instance, type Upstreams, UpstreamUnavailable } from './upstreams.js'

interface Forwarding {
  upstreams: Upstreams
  logger: Logger
  metrics: Registry
}

export interface Call {
  request: Request
  response: Response
  route: GatewayRoute
  origin: Origin
  /** What the answer carries besides its own headers. */
  ownHeaders: readonly string[]
}

const attemptsAtMost = 3
const idempotent = new Set(['GET', 'HEAD', 'PUT', 'DELETE'])

/** Throws as long as nothing was sent back; after that a broken answer ends as a broken connection. */
export function forwarderOf({ upstreams, logger, metrics }: Forwarding): (call: Call) => Promise<void> {
  const repeated = new Counter({
    name: 'gateway_repeated_calls_total',
    help: 'Calls that were sent once more to another instance.',
    labelNames: ['service', 'method', 'arrived'],
    registers: [metrics],
  })
  return async (call) => {
    const { request, route } = call
    const upstream = upstreams.of(route.service)
    const taken = takeBody(request, route.bodyLimitBytes)
    const body = taken instanceof Promise ? await taken : taken
    const headers = headersForUpstream(request, call.origin)
    const tried: Instance[] = []
    for (;;) {
      const instance = upstream.pick(tried)
      const outcome = await attempt(instance, { ...call, body, headers })
      if (outcome.ended) return
      const { error } = outcome
      if (error instanceof CallerError) throw error
      logger.warn('a call was not answered', {
        service: route.service,
        instance: instance.origin,
        error: error.message,
      })
      if (error instanceof errors.HeadersTimeoutError) throw TooSlow({ retryAfterSeconds: 5 })
      tried.push(instance)
      if (tried.length >= attemptsAtMost || !mayGoAgain(call, body, outcome.arrived) || !upstream.mayRepeat())
        throw UpstreamUnavailable({ retryAfterSeconds: 1 })
      repeated.inc({
        service: route.service,
        method: request.method,
        arrived: outcome.arrived ? 'perhaps' : 'no',
      })
    }
  }
}

/** What surely did not arrive may always go again; what may have arrived only if it does the same twice. */
function mayGoAgain({ request, route }: Call, body: TakenBody, arrived: boolean): boolean {
  if (isSentOnce(body)) return false
  return !arrived || (route.retry === 'if-idempotent' && idempotent.has(request.method))
}

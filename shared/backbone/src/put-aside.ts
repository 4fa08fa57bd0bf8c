// A message that failed, on its way to the ladder or to the dead letters: the same bytes, with what we know of the failure.
import type { ConsumeMessage } from 'amqplib'
import { type Fate, failureHeaders } from './failure.js'
import type { Publication } from './publisher.js'
import { deadExchange, retryExchange } from './topology.js'

interface Failure {
  queue: string
  type: string
  error: unknown
  fate: Fate
}

const lastErrorLimit = 500

/**
 * Headers for the journey that begins. Left out is what belonged to the former one: the broker's account of it (`x-death`
 * is read differently by versions), and where else it went.
 */
export const headersOfMessage = (headers: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(headers).filter(
      ([name]) => !/^(x-(first-|last-)?death.*|x-delivery-count|B?CC)$/.test(name),
    ),
  )

/**
 * Under the routing key by which the ladder leads it back. Left out is who sent it: the broker compares that with who
 * sends it now.
 */
export function putAsideAs({ properties, content }: ConsumeMessage, failure: Failure): Publication {
  const { queue, type, error, fate } = failure
  const own =
    fate.kind === 'retry'
      ? {
          'x-attempt': fate.attempt,
          'x-throttled': fate.throttled,
          'x-last-error': String(error).slice(0, lastErrorLimit),
        }
      : failureHeaders(error, { type, queue, reason: fate.reason })
  return {
    exchange: fate.kind === 'retry' ? retryExchange(fate.step) : deadExchange,
    routingKey: queue,
    body: content,
    properties: {
      ...properties,
      type,
      expiration: undefined,
      userId: undefined,
      headers: { ...headersOfMessage(properties.headers ?? {}), ...own },
    },
    mandatory: true,
  }
}

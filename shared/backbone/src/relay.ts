// The relay: takes events from the outbox to the broker, in a window of confirms, woken by a nudge and by the clock.
import { inTraceOf, type Logger, type Resource } from '@eventflow/runtime'
import type { OutgoingMessage } from './envelope.js'
import type { BackboneMetrics } from './metrics.js'
import type { Outbox } from './outbox.js'
import { type Publisher, UnroutableError } from './publisher.js'

export interface Relay extends Resource {
  /** Says that something was written just now. */
  nudge(): void
}

interface RelayParts {
  outbox: Outbox
  publisher: Publisher
  batch: number
  pollMs: number
  logger: Logger
  metrics: BackboneMetrics
}

/** Runs until closed. A database or broker that is away is met by waiting: the events are safe where they are. */
export function startRelay(parts: RelayParts): Relay {
  let stopped = false
  let nudged = false
  let wake: () => void = () => undefined
  let complained = false

  const sleep = () =>
    new Promise<void>((resolve) => {
      if (nudged || stopped) return resolve()
      const timer = setTimeout(resolve, parts.pollMs)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })

  const turn = async () => {
    try {
      while (!stopped && parts.publisher.isReady()) if ((await relayBatch(parts)) < parts.batch) break
      complained = false
    } catch (error) {
      if (!complained)
        parts.logger.warn('the outbox cannot be relayed just now', { error: (error as Error).message })
      complained = true
    }
  }

  const loop = async () => {
    while (!stopped) {
      await sleep()
      nudged = false
      await turn()
    }
  }

  const running = loop()
  return {
    nudge: () => {
      nudged = true
      wake()
    },
    close: async () => {
      stopped = true
      wake()
      await running
    },
  }
}

/** Publishes one batch and answers how many messages it held. A crash in here repeats at most what was not yet deleted. */
async function relayBatch({ outbox, publisher, batch, logger, metrics }: RelayParts): Promise<number> {
  const messages = await outbox.claim(batch)
  if (messages.length === 0) return 0
  const sent: string[] = []
  const unsent: string[] = []
  const settle = async (message: OutgoingMessage) => {
    try {
      await inTraceOf(message.properties.headers?.traceparent, () =>
        publisher.publish(publicationOf(message)),
      )
      sent.push(message.id)
      metrics.published.inc({ type: message.type })
    } catch (error) {
      unsent.push(message.id)
      const unroutable = error instanceof UnroutableError
      metrics.unpublished.inc({ type: message.type, reason: unroutable ? 'unroutable' : 'refused' })
      if (unroutable) logger.error('an event reaches no queue', { id: message.id, type: message.type })
    }
  }
  await Promise.all(messages.map(settle))
  if (sent.length > 0) await outbox.done(sent)
  if (unsent.length > 0) await outbox.postpone(unsent)
  return messages.length
}

const publicationOf = (message: OutgoingMessage) => ({
  exchange: message.exchange,
  routingKey: message.type,
  body: Buffer.from(message.body),
  properties: message.properties,
  mandatory: message.mandatory,
})

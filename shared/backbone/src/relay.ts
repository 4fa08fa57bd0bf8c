// The relay: takes events from the outbox to the broker, in a window of confirms, woken by a nudge and by the clock.
import { inTraceOf, type Logger, type Resource, within } from '@eventflow/runtime'
import type { BackboneMetrics } from './metrics.js'
import type { ClaimedMessage, Outbox } from './outbox.js'
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

/** What is in flight may still be confirmed; what is not by then stays in the outbox for the next start. */
const closeLimitMs = 3_000

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
      while (!stopped && parts.publisher.isReady())
        if ((await relayBatch(parts, () => stopped)) < parts.batch) break
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
      await within(closeLimitMs, running).catch(() => undefined)
    },
  }
}

/** With the time that a confirm may take this stays below the lease, so nobody else has the messages meanwhile. */
const batchLimitMs = 10_000

/**
 * Publishes one batch and answers how many messages it held. A crash in here repeats at most what was not yet deleted.
 * A key of which a message failed before goes one by one and stops at the first that fails again: its order holds, and
 * a message for which the broker closes the channel takes no others with it.
 */
async function relayBatch(parts: RelayParts, isStopped: () => boolean): Promise<number> {
  const { outbox, publisher, batch } = parts
  const messages = await outbox.claim(batch)
  if (messages.length === 0) return 0
  const endsAt = Date.now() + batchLimitMs
  const troubled = new Set(messages.filter(({ attempts }) => attempts > 0).map(({ key }) => key))
  const results = createResults(parts)
  await Promise.all(messages.filter(({ key }) => !troubled.has(key)).map(results.publish))
  for (const message of messages.filter(({ key }) => troubled.has(key))) {
    const isUntimely = isStopped() || !publisher.isReady() || Date.now() > endsAt
    if (isUntimely || results.hasFailed(message.key)) results.leave(message)
    else await results.publish(message)
  }
  await results.store()
  return messages.length
}

function createResults({ outbox, publisher, logger, metrics }: RelayParts) {
  const sent: string[] = []
  const untried: string[] = []
  const failed: ClaimedMessage[] = []
  const errors: Error[] = []
  return {
    publish: async (message: ClaimedMessage): Promise<void> => {
      const { id, type } = message
      try {
        await inTraceOf(message.properties.headers?.traceparent, () =>
          publisher.publish(publicationOf(message)),
        )
        sent.push(id)
        metrics.published.inc({ type })
      } catch (error) {
        failed.push(message)
        const reason = reasonOf(error, publisher)
        metrics.unpublished.inc({ type, reason })
        // That the broker is away is told once, by the connection.
        if (reason !== 'away') errors.push(error as Error)
      }
    },
    leave: ({ id }: ClaimedMessage) => void untried.push(id),
    hasFailed: (key: string) => failed.some((message) => message.key === key),
    store: async (): Promise<void> => {
      const [first] = errors
      if (first) logger.error('events cannot be published', { count: errors.length, error: first.message })
      if (sent.length > 0) await outbox.done(sent)
      if (failed.length > 0) await outbox.postpone(failed.map(({ id }) => id))
      if (untried.length > 0) await outbox.release(untried)
    },
  }
}

function reasonOf(error: unknown, publisher: Publisher): 'unroutable' | 'refused' | 'away' {
  if (error instanceof UnroutableError) return 'unroutable'
  return publisher.isReady() ? 'refused' : 'away'
}

const publicationOf = (message: ClaimedMessage) => ({
  exchange: message.exchange,
  routingKey: message.type,
  body: message.body,
  properties: message.properties,
  mandatory: message.mandatory,
})

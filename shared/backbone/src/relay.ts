// The relay: takes events from the outbox to the broker, in windows of confirms, woken by a nudge and by the clock.
import { inTraceOf, type Logger, type Resource, within } from '@eventflow/runtime'
import { createDoze } from './doze.js'
import type { BackboneMetrics } from './metrics.js'
import type { ClaimedMessage, Outbox } from './outbox.js'
import { type Publisher, publicationOf, UnroutableError } from './publisher.js'

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
/** While the broker confirms one batch the next is fetched and the one before is deleted. */
const batchesAtOnce = 3

/** Runs until closed. A database or broker that is away is met by waiting: the events are safe where they are. */
export function startRelay(parts: RelayParts): Relay {
  const { outbox, publisher, batch, pollMs, logger } = parts
  const underWay = new Set<Promise<void>>()
  const doze = createDoze(pollMs)
  let stopped = false
  let claims = 0
  let complained = false

  const complain = (error: unknown) => {
    if (!complained) logger.warn('the outbox cannot be relayed just now', { error: (error as Error).message })
    complained = true
  }

  const begin = (messages: readonly ClaimedMessage[], claim: number) => {
    const work = relayBatch(parts, messages, () => stopped)
      .catch(complain)
      .finally(() => {
        underWay.delete(work)
        // Whoever looked meanwhile left out the keys of this batch.
        if (claims !== claim) doze.wake()
      })
    underWay.add(work)
  }

  const turn = async () => {
    while (!stopped && publisher.isReady()) {
      if (underWay.size >= batchesAtOnce) await Promise.race(underWay)
      const messages = await outbox.claim(batch)
      claims++
      if (messages.length > 0) begin(messages, claims)
      complained = false
      if (messages.length < batch) return
    }
  }

  const loop = async () => {
    while (!stopped) {
      await doze.sleep()
      if (!stopped) await turn().catch(complain)
    }
    await Promise.all(underWay)
  }

  const running = loop()
  return {
    nudge: doze.wake,
    close: async () => {
      stopped = true
      doze.wake()
      await within(closeLimitMs, running).catch(() => undefined)
    },
  }
}

/** With the time that a confirm may take this stays below the lease, so nobody else has the messages meanwhile. */
const batchLimitMs = 10_000

/**
 * Publishes one batch. A crash in here repeats at most what was not yet deleted.
 * A key of which a message failed before goes one by one and stops at the first that fails again: its order holds, and
 * a message for which the broker closes the channel takes no others with it.
 */
async function relayBatch(
  parts: RelayParts,
  messages: readonly ClaimedMessage[],
  isStopped: () => boolean,
): Promise<void> {
  const { publisher } = parts
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
}

function createResults({ outbox, publisher, logger, metrics }: RelayParts) {
  const sent: string[] = []
  const untried: string[] = []
  const failed: ClaimedMessage[] = []
  const errors: Error[] = []
  return {
    publish: async (message: ClaimedMessage): Promise<void> => {
      const { id, type, writtenAt } = message
      try {
        await inTraceOf(message.properties.headers?.traceparent, () =>
          publisher.publish(publicationOf(message)),
        )
        sent.push(id)
        metrics.published.inc({ type })
        metrics.commitToPublishSeconds.observe((Date.now() - writtenAt.getTime()) / 1_000)
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

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
  /** The latest claim gave up near the beginning: there may be more behind what it looked at. */
  let gaveUp = false
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
        if (claims !== claim || gaveUp) doze.wake()
      })
    underWay.add(work)
  }

  const turn = async () => {
    while (!stopped && publisher.isReady()) {
      if (underWay.size >= batchesAtOnce) await Promise.race(underWay)
      const reach = underWay.size > 0 ? 'near' : 'everywhere'
      const messages = await outbox.claim(batch, reach)
      gaveUp = reach === 'near' && messages.length < batch
      claims++
      if (messages.length > 0) begin(messages, claims)
      complained = false
      // When what is under way is done, which holds its keys, the rest is looked through.
      const isDoneMeanwhile = gaveUp && underWay.size === 0
      if (messages.length < batch && !isDoneMeanwhile) return
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
 * Keys go side by side, the messages of one key one after the other, up to the first that fails: a broker whose queue is
 * full, or has no leader for a moment, refuses one message and takes the next, which would then be ahead of it.
 * Keys of which a message failed before go alone, so that one for which the broker closes the channel takes no others with it.
 */
async function relayBatch(
  parts: RelayParts,
  messages: readonly ClaimedMessage[],
  isStopped: () => boolean,
): Promise<void> {
  const { publisher } = parts
  const endsAt = Date.now() + batchLimitMs
  const results = createResults(parts)
  const publishInOrder = async (ofOneKey: readonly ClaimedMessage[]) => {
    for (const message of ofOneKey) {
      const isUntimely = isStopped() || !publisher.isReady() || Date.now() > endsAt
      if (isUntimely || results.hasFailed(message.key)) results.leave(message)
      else await results.publish(message)
    }
  }
  const keys = [...byKey(messages).values()]
  const isTroubled = (ofOneKey: readonly ClaimedMessage[]) => ofOneKey.some(({ attempts }) => attempts > 0)
  await Promise.all(keys.filter((key) => !isTroubled(key)).map(publishInOrder))
  for (const key of keys.filter(isTroubled)) await publishInOrder(key)
  await results.store()
}

function byKey(messages: readonly ClaimedMessage[]): Map<string, ClaimedMessage[]> {
  const keys = new Map<string, ClaimedMessage[]>()
  for (const message of messages) {
    const ofOneKey = keys.get(message.key)
    if (ofOneKey) ofOneKey.push(message)
    else keys.set(message.key, [message])
  }
  return keys
}

function createResults({ outbox, publisher, logger, metrics }: RelayParts) {
  const sent: string[] = []
  const untried: string[] = []
  const failed: ClaimedMessage[] = []
  const failedKeys = new Set<string>()
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
        failedKeys.add(message.key)
        const reason = reasonOf(error, publisher)
        metrics.unpublished.inc({ type, reason })
        // That the broker is away is told once, by the connection.
        if (reason !== 'away') errors.push(error as Error)
      }
    },
    leave: ({ id }: ClaimedMessage) => void untried.push(id),
    hasFailed: (key: string) => failedKeys.has(key),
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

// The relay of a service that keeps documents: takes events out of them to the broker, those of one document in their order.
import { createDoze, inTraceOf, type Logger, type Resource, within } from '@eventflow/runtime'
import { type CarryingModel, type Claimed, type DocumentOutbox, documentOutbox } from './document-outbox.js'
import type { BackboneMetrics } from './metrics.js'
import { type Publisher, publicationOf, UnroutableError } from './publisher.js'

interface DocumentRelayParts {
  models: readonly CarryingModel[]
  publisher: Publisher
  pollMs: number
  logger: Logger
  metrics: BackboneMetrics
}

export interface DocumentRelay extends Resource {
  nudge(): void
}

const documentsAtOnce = 200
const atOnce = 16
const closeLimitMs = 3_000

export function relayDocuments(parts: DocumentRelayParts): DocumentRelay {
  const { publisher, logger, pollMs } = parts
  const outboxes = parts.models.map(documentOutbox)
  const doze = createDoze(pollMs)
  let stopped = false
  let complained = false

  const relayAll = async (outbox: DocumentOutbox) => {
    while (!stopped && publisher.isReady()) {
      const ids = await outbox.waiting(documentsAtOnce)
      const next = ids.values()
      const worker = async () => {
        for (const id of next) if (!stopped) await relayOne(parts, outbox, id)
      }
      await Promise.all(Array.from({ length: atOnce }, worker))
      if (ids.length < documentsAtOnce) return
    }
  }

  const loop = async () => {
    while (!stopped) {
      await doze.sleep()
      try {
        for (const outbox of outboxes) await relayAll(outbox)
        complained = false
      } catch (error) {
        if (!complained)
          logger.warn('the events of documents cannot be relayed just now', {
            error: (error as Error).message,
          })
        complained = true
      }
    }
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

/** Stops at the first event that cannot be published: those behind it are about the same entity. */
async function relayOne(parts: DocumentRelayParts, outbox: DocumentOutbox, id: unknown): Promise<void> {
  const claimed = await outbox.claim(id)
  if (!claimed) return
  const published = await publishInTurn(parts, claimed)
  if (published.length > 0) await outbox.done(claimed, published)
  if (published.length < claimed.messages.length) await outbox.postpone(claimed)
}

async function publishInTurn(
  { publisher, metrics, logger }: DocumentRelayParts,
  { messages }: Claimed,
): Promise<string[]> {
  const published: string[] = []
  for (const message of messages) {
    const { id, type, writtenAt, properties } = message
    try {
      await inTraceOf(properties.headers?.traceparent, () => publisher.publish(publicationOf(message)))
      published.push(id)
      metrics.published.inc({ type })
      metrics.commitToPublishSeconds.observe((Date.now() - writtenAt.getTime()) / 1_000)
    } catch (error) {
      const isAway = !publisher.isReady()
      const reason = error instanceof UnroutableError ? 'unroutable' : isAway ? 'away' : 'refused'
      metrics.unpublished.inc({ type, reason })
      if (!isAway) logger.error('events cannot be published', { count: 1, error: (error as Error).message })
      break
    }
  }
  return published
}

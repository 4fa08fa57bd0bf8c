// The relay of a service that keeps documents: takes events out of them to the broker, those of one document in their order.
import { createDoze, type Logger, type Resource, within } from '@eventflow/runtime'
import { type CarryingModel, type Claimed, type DocumentOutbox, documentOutbox } from './document-outbox.js'
import type { BackboneMetrics } from './metrics.js'
import { publishStored } from './publish-stored.js'
import type { Publisher } from './publisher.js'

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

async function publishInTurn(parts: DocumentRelayParts, { messages }: Claimed): Promise<string[]> {
  const published: string[] = []
  for (const message of messages) {
    const failure = await publishStored(parts, message)
    if (failure?.error)
      parts.logger.error('events cannot be published', { count: 1, error: failure.error.message })
    if (failure) break
    published.push(message.id)
  }
  return published
}

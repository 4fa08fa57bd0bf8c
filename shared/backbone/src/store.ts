// The PostgreSQL side of a backbone: outbox, inbox, and what can be asked of them.
import type { DomainEvent } from '@eventflow/contracts'
import { currentContext, type Logger, type Resource, type Sealer } from '@eventflow/runtime'
import type { Database, Transaction } from '@eventflow/runtime/database'
import type { AnswerParts } from './answer.js'
import type { CloseEvents } from './event-closer.js'
import { guardedHandling } from './handle-messages.js'
import { inboxIn } from './inbox.js'
import type { BackboneMetrics } from './metrics.js'
import { outboxIn } from './outbox.js'
import { tendPartitions } from './partitions.js'
import type { Publisher } from './publisher.js'
import type { GuardedReaction, Reaction } from './reaction.js'
import { type Rehearsal, type RehearsedMessage, rehearse } from './rehearse.js'
import { startRelay } from './relay.js'
import { type Story, storyOf } from './story.js'
import { type SeenVersion, versionsSeenIn } from './versions-seen.js'
import { measureOutbox, type OutboxState } from './watch-outbox.js'

export interface Operations {
  /** What waits to be published. */
  outbox(): Promise<OutboxState>
  /** What this service said and did in one story. */
  story(correlationId: string): Promise<Story>
  /** Which versions of which events came from whom. */
  versionsSeen(): Promise<SeenVersion[]>
  /** What a message would do, without it being done. */
  rehearse(message: RehearsedMessage): Promise<Rehearsal>
}

export interface Store extends Resource {
  transact<R extends { events: readonly DomainEvent[] }>(
    work: (transaction: Transaction) => Promise<R>,
  ): Promise<R>
  pending(messages: ReadonlyArray<{ id: string; type: string }>): Promise<number>
  /** How the consumer handles messages for these reactions. */
  guard(reactions: readonly Reaction[]): AnswerParts['handle']
  operations: Operations
}

interface StoreParts {
  service: string
  database: Database
  publisher: Publisher
  sealer: Sealer
  closeEvents: CloseEvents
  counts: BackboneMetrics
  logger: Logger
  config: { relayBatch: number; relayPollMs: number; keepDays: number }
}

const channel = 'eventflow_outbox'

export async function openStore(parts: StoreParts): Promise<Store> {
  const { service, database, publisher, closeEvents: close, counts: metrics, logger, config } = parts
  const outbox = outboxIn(database)
  const inbox = inboxIn(database, service)
  const partitions = await tendPartitions({ database, keepDays: config.keepDays, logger })
  const seen = versionsSeenIn(database, { consumer: service, logger })
  const relay = startRelay({
    outbox,
    publisher,
    batch: config.relayBatch,
    pollMs: config.relayPollMs,
    logger,
    metrics,
  })
  const watch = measureOutbox(database, { metrics, logger })
  const listening = database.listen(channel, relay.nudge)
  const guard = { consumer: service, database, inbox, outbox, close, wrote: relay.nudge }
  let reactions: ReadonlyMap<string, readonly GuardedReaction[]> = new Map()

  return {
    transact: async (work) => {
      const { done, messages } = await database.transaction(async (transaction) => {
        const done = await work(transaction)
        const messages = close(done.events)
        leave(outbox.append(transaction, messages))
        // Another process may have a broker where this one has none.
        if (messages.length > 0 && !publisher.isReady()) await database.notify(transaction, channel)
        return { done, messages }
      })
      if (messages.length > 0) relay.nudge()
      currentContext()?.written.push(...messages.map(({ id, type }) => ({ id, type })))
      return done
    },
    pending: async (messages) => {
      const ids = [...new Set(messages.filter(({ type }) => reactions.has(type)).map(({ id }) => id))]
      return ids.length === 0 ? 0 : ids.length - (await inbox.countHandled(ids))
    },
    guard: (list) => {
      reactions = guardedByType(list, service)
      const handle = guardedHandling(guard)
      return async (readings) => {
        const outcomes = await handle(readings as Parameters<typeof handle>[0])
        for (const { envelope } of readings) seen.note(envelope)
        return outcomes
      }
    },
    operations: {
      outbox: watch.now,
      story: (correlationId) => storyOf(database, correlationId),
      versionsSeen: seen.list,
      rehearse: (message) => rehearse({ ...guard, reactions, sealer: parts.sealer }, message),
    },
    close: async () => {
      await Promise.all([partitions.close(), seen.close(), watch.close(), listening.close()])
      await relay.close()
    },
  }
}

/** The commit goes out behind it, and tells if it failed. */
const leave = (statement: Promise<void>): void => {
  statement.catch(() => undefined)
}

function guardedByType(list: readonly Reaction[], service: string): Map<string, GuardedReaction[]> {
  const byType = new Map<string, GuardedReaction[]>()
  for (const one of list) {
    if (one.kind !== 'guarded')
      throw new Error(`${service} has an inbox: its reaction to ${one.contract.type} need not be repeatable`)
    byType.set(one.contract.type, [...(byType.get(one.contract.type) ?? []), one])
  }
  return byType
}

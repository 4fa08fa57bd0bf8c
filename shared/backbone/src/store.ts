// The PostgreSQL side of a backbone: outbox, inbox, and what can be asked of them.
import type { DomainEvent } from '@eventflow/contracts'
import { currentContext, type Logger, type Resource, type Sealer } from '@eventflow/runtime'
import type { Database, Transaction } from '@eventflow/runtime/database'
import type { AnswerParts } from './answer.js'
import type { CloseEvents } from './event-closer.js'
import { guardedHandling, heldMessageOf, isOrdered, leaveToCommit, type Reading } from './handle-messages.js'
import { type HeldKey, type HeldKeys, heldKeysIn } from './held-keys.js'
import { inboxIn } from './inbox.js'
import type { BackboneMetrics } from './metrics.js'
import { outboxIn } from './outbox.js'
import { tendPartitions } from './partitions.js'
import type { Publisher } from './publisher.js'
import { type GuardedReaction, type Reaction, reactionsByType } from './reaction.js'
import { type Rehearsal, type RehearsedMessage, rehearse } from './rehearse.js'
import { startRelay } from './relay.js'
import { type Resuming, resumeHeld } from './resume-held.js'
import { type Story, storyOf } from './story.js'
import { createTimeLimit } from './time-limit.js'
import { type SeenVersion, versionsSeenIn } from './versions-seen.js'
import { measureOutbox, type OutboxState } from './watch-outbox.js'

export interface Operations {
  /** What waits to be published. */
  outbox(): Promise<OutboxState>
  /** What this service said and did in one story. */
  story(correlationId: string): Promise<Story>
  /** Which versions of which events came from whom. */
  versionsSeen(): Promise<SeenVersion[]>
  /** The entities that wait for a message which failed, the longest wait first. */
  heldKeys(): Promise<HeldKey[]>
  /** Tries the message that an entity waits for again, and the rest behind it; false when nothing waits. */
  resumeKey(key: string): Promise<boolean>
  /** What a message would do, without it being done. */
  rehearse(message: RehearsedMessage): Promise<Rehearsal>
}

export interface Store extends Resource {
  transact<R extends { events: readonly DomainEvent[] }>(
    work: (transaction: Transaction) => Promise<R>,
  ): Promise<R>
  pending(messages: ReadonlyArray<{ id: string; type: string }>): Promise<number>
  /** How the consumer handles messages for these reactions. */
  guard(reactions: readonly Reaction[]): Pick<AnswerParts, 'handle' | 'hold'>
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
  config: { relayBatch: number; relayPollMs: number; keepDays: number; reactionWithinMs: number }
}

const channel = 'eventflow_outbox'
const heldKeysAtMost = 200

export async function openStore(parts: StoreParts): Promise<Store> {
  const { service, database, publisher, closeEvents: close, counts: metrics, logger, config } = parts
  const outbox = outboxIn(database)
  const inbox = inboxIn(database, service)
  const held = heldKeysIn(database, service)
  const partitions = await tendPartitions({ database, keepDays: config.keepDays, logger })
  const seen = versionsSeenIn(database, { consumer: service, logger })
  const { relayBatch: batch, relayPollMs: pollMs } = config
  const relay = startRelay({ outbox, publisher, batch, pollMs, logger, metrics })
  const watch = measureOutbox(database, { metrics, logger })
  const listening = database.listen(channel, relay.nudge)
  const limited = createTimeLimit(config.reactionWithinMs)
  const guard = { consumer: service, database, inbox, outbox, held, close, limited, wrote: relay.nudge }
  let resuming: Resuming | undefined
  let reactions: ReadonlyMap<string, readonly GuardedReaction[]> = new Map()

  return {
    transact: async (work) => {
      const { done, messages } = await database.transaction(async (transaction) => {
        const done = await work(transaction)
        const messages = close(done.events)
        outbox.append(transaction, messages).catch(leaveToCommit)
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
      const guarded = guardedAmong(list, service)
      reactions = reactionsByType(guarded)
      if (guarded.some(({ inOrder }) => inOrder))
        resuming = resumeHeld({ ...guard, reactions, sealer: parts.sealer, logger, metrics })
      return { handle: seen.noting(guardedHandling(guard)), hold: holding(held) }
    },
    operations: {
      outbox: watch.now,
      story: (correlationId) => storyOf(database, correlationId),
      versionsSeen: seen.list,
      heldKeys: () => held.list(heldKeysAtMost),
      resumeKey: async (key) => {
        const waits = await held.resume(key)
        resuming?.nudge()
        return waits
      },
      rehearse: (message) => rehearse({ ...guard, reactions, sealer: parts.sealer }, message),
    },
    close: async () => {
      const helpers = [partitions, seen, watch, listening, ...(resuming ? [resuming] : [])]
      await Promise.all(helpers.map((helper) => helper.close()))
      await relay.close()
    },
  }
}

/** Only of guarded reactions: a service with an inbox has no others. */
const holding =
  (held: HeldKeys): AnswerParts['hold'] =>
  async (reading, failure) => {
    if (!isOrdered(reading as Reading<GuardedReaction>)) return false
    await held.hold(heldMessageOf(reading), failure)
    return true
  }

function guardedAmong(list: readonly Reaction[], service: string): GuardedReaction[] {
  return list.map((one) => {
    if (one.kind === 'guarded') return one
    throw new Error(`${service} has an inbox: its reaction to ${one.contract.type} need not be repeatable`)
  })
}

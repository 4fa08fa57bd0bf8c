// The PostgreSQL side of a backbone: outbox, inbox, and what can be asked of them.
import type { DomainEvent } from '@eventflow/contracts'
import type { Logger, Resource, Sealer } from '@eventflow/runtime'
import type { Database, Transaction } from '@eventflow/runtime/database'
import type { AnswerParts } from './answer.js'
import { type CloseEvents, nameInSyncToken } from './event-closer.js'
import { type GuardedQueue, openGuardedQueue } from './guarded-queue.js'
import { leaveToCommit } from './handle-messages.js'
import type { HeldKey } from './held-keys.js'
import type { BackboneMetrics } from './metrics.js'
import { outboxIn } from './outbox.js'
import { tendPartitions } from './partitions.js'
import type { Publisher } from './publisher.js'
import type { Reaction } from './reaction.js'
import type { Rehearsal, RehearsedMessage } from './rehearse.js'
import { startRelay } from './relay.js'
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
  /** What a message would do, without it being done; in the first queue of the service unless another is named. */
  rehearse(message: RehearsedMessage, queue?: string): Promise<Rehearsal>
}

export interface Store extends Resource {
  transact<R extends { events: readonly DomainEvent[] }>(
    work: (transaction: Transaction) => Promise<R>,
  ): Promise<R>
  pending(messages: ReadonlyArray<{ id: string; type: string }>): Promise<number>
  /** How the consumer of a queue handles messages for these reactions. */
  guard(queue: string, reactions: readonly Reaction[]): Pick<AnswerParts, 'handle' | 'hold'>
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
  const partitions = await tendPartitions({ database, keepDays: config.keepDays, logger })
  const seen = versionsSeenIn(database, { consumer: service, logger })
  const { relayBatch: batch, relayPollMs: pollMs } = config
  const relay = startRelay({ outbox, publisher, batch, pollMs, logger, metrics })
  const watch = measureOutbox(database, { metrics, logger })
  const listening = database.listen(channel, relay.nudge)
  const limited = createTimeLimit(config.reactionWithinMs)
  const queueParts = { ...parts, outbox, close, limited, metrics, wrote: relay.nudge }
  const queues = new Map<string, GuardedQueue>()

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
      nameInSyncToken(messages)
      return done
    },
    pending: async (messages) => {
      const counts = await Promise.all([...queues.values()].map((queue) => queue.pending(messages)))
      return counts.reduce((sum, count) => sum + count, 0)
    },
    guard: (queue, list) => {
      const opened = openGuardedQueue(queueParts, { queue, list })
      queues.set(queue, opened)
      return { handle: seen.noting(opened.handle), hold: opened.hold }
    },
    operations: {
      outbox: watch.now,
      story: (correlationId) => storyOf(database, correlationId),
      versionsSeen: seen.list,
      heldKeys: async () => {
        const lists = await Promise.all([...queues.values()].map((queue) => queue.heldKeys(heldKeysAtMost)))
        return lists.flat().sort(byWait).slice(0, heldKeysAtMost)
      },
      resumeKey: async (key) => {
        const answers = await Promise.all([...queues.values()].map((queue) => queue.resumeKey(key)))
        return answers.includes(true)
      },
      rehearse: async (message, name = service) =>
        (await queues.get(name)?.rehearse(message)) ?? nothingReacts(name),
    },
    close: async () => {
      const helpers = [partitions, seen, watch, listening, ...queues.values()]
      await Promise.all(helpers.map((helper) => helper.close()))
      await relay.close()
    },
  }
}

const byWait = (one: HeldKey, other: HeldKey): number => one.since.getTime() - other.since.getTime()

const nothingReacts = (queue: string): Rehearsal => ({
  outcome: 'failed',
  error: `nothing here reacts to messages of the queue ${queue}`,
  events: [],
})

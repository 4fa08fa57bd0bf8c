// Messages through their reactions: inbox, effects and outgoing events in one transaction, so that all of it happens once or not at all.
import { isUnavailable } from '@eventflow/runtime'
import type { Database, Transaction } from '@eventflow/runtime/database'
import type { ConsumeMessage } from 'amqplib'
import { QueryFailedError } from 'typeorm'
import type { OutgoingMessage } from './envelope.js'
import type { CloseEvents } from './event-closer.js'
import { DependencyDownError } from './failure-kinds.js'
import { type HeldKeys, heldOf } from './held-keys.js'
import type { Arrival, Entered, Inbox, Notes } from './inbox.js'
import { isOvertaken } from './newest.js'
import type { Outbox } from './outbox.js'
import {
  type Envelope,
  type GuardedReaction,
  ignore,
  isIgnored,
  namesIn,
  type ReactionResult,
} from './reaction.js'
import { SlowReactionError, type TimeLimit } from './time-limit.js'

export type Outcome = { kind: 'handled' | 'duplicate' | 'held' } | { kind: 'ignored'; reason: string }

/** A message that was read by its contract, and what is to be done about it. */
export interface Reading<R> {
  message: ConsumeMessage
  envelope: Envelope
  data: unknown
  reactions: readonly R[]
  /** What the work causes carries the correlation and the trace of its message on. */
  inContext<T>(work: () => T): T
}

/** Handles all of the messages or none, and answers for each; throws what went wrong. */
export type Handle<R> = (readings: ReadonlyArray<Reading<R>>) => Promise<Outcome[]>

export interface GuardParts {
  consumer: string
  database: Database
  inbox: Inbox
  outbox: Outbox
  held: HeldKeys
  close: CloseEvents
  /** How long one reaction may take. */
  limited: TimeLimit
  /** Told after the commit: before it nobody else could see what was written. */
  wrote(): void
}

/** Several messages share a transaction: what each costs by itself is the work of its reactions. */
export const guardedHandling =
  (parts: GuardParts): Handle<GuardedReaction> =>
  async (readings) => {
    let written = 0
    const outcomes = await inTransaction(parts.database, async (transaction, begin) => {
      const waiting = await waitBehindHeld(parts, transaction, readings)
      const ready = readings.filter((reading) => !waiting.has(reading))
      const entered = await parts.inbox.enter(transaction, ready.map(arrivalOf))
      begin()
      const { outcomes, messages } = await reactInTurn(parts, { transaction, readings, ...entered, waiting })
      const noted = parts.inbox.note(transaction, notesOn(readings, outcomes))
      if (messages.length > 0) parts.outbox.append(transaction, messages).catch(leaveToCommit)
      await noted
      written = messages.length
      return outcomes
    })
    if (written > 0) parts.wrote()
    return outcomes
  }

/** The commit goes out behind the last statement, and tells if it failed. */
export const leaveToCommit = () => undefined

export function arrivalOf({
  envelope,
  data,
  reactions,
}: Pick<Reading<GuardedReaction>, 'envelope' | 'data' | 'reactions'>): Arrival {
  const [first] = reactions
  const named = first ? namesIn(first.contract, { data, envelope }) : []
  return {
    envelope,
    persons: named.filter((name) => name !== envelope.subject),
    evenIfErased: reactions.some(({ evenIfErased }) => evenIfErased),
  }
}

/** Of the ids that nobody has handled each is handled at its first place. */
interface Turn extends Entered {
  transaction: Transaction
  readings: ReadonlyArray<Reading<GuardedReaction>>
  /** What waits behind a message of its key that failed. */
  waiting?: ReadonlySet<Reading<GuardedReaction>>
}

export const isOrdered = ({ reactions }: Pick<Reading<GuardedReaction>, 'reactions'>): boolean =>
  reactions.some(({ inOrder }) => inOrder)

async function waitBehindHeld(
  { held }: GuardParts,
  transaction: Transaction,
  readings: Turn['readings'],
): Promise<Set<Reading<GuardedReaction>>> {
  const ordered = readings.filter(isOrdered)
  if (ordered.length === 0) return new Set()
  const keys = await held.among(
    transaction,
    ordered.map(({ envelope }) => envelope.subject),
  )
  const waiting = ordered.filter(({ envelope }) => keys.has(envelope.subject))
  await held.append(transaction, waiting.map(heldMessageOf))
  return new Set(waiting)
}

export const heldMessageOf = ({ message, envelope }: Pick<Reading<unknown>, 'message' | 'envelope'>) =>
  heldOf(message, { id: envelope.id, type: envelope.type, key: envelope.subject })

export async function reactInTurn(parts: GuardParts, turn: Turn) {
  const { transaction, readings } = turn
  const outcomes: Outcome[] = []
  const messages: OutgoingMessage[] = []
  for (const reading of readings) {
    const early = outcomeBefore(turn, reading)
    if (early) {
      outcomes.push(early)
      continue
    }
    const results = await reading.inContext(() => reactTo(parts, reading, transaction))
    const events = results.flatMap((result) => (isIgnored(result) ? [] : [...result]))
    messages.push(...reading.inContext(() => parts.close(events)))
    outcomes.push(outcomeOf(results))
  }
  return { outcomes, messages }
}

/** What is known without a reaction being asked. */
function outcomeBefore(
  { waiting, erased, fresh }: Turn,
  reading: Reading<GuardedReaction>,
): Outcome | undefined {
  if (waiting?.has(reading)) return { kind: 'held' }
  if (erased.has(reading.envelope.id)) return { kind: 'ignored', reason: 'the entity was erased' }
  return fresh.delete(reading.envelope.id) ? undefined : { kind: 'duplicate' }
}

async function reactTo(
  { consumer, limited }: GuardParts,
  { data, envelope, reactions }: Reading<GuardedReaction>,
  transaction: Transaction,
): Promise<ReactionResult[]> {
  const wantsNewest = reactions.some(({ newestOnly }) => newestOnly)
  const isStale = wantsNewest && (await isOvertaken(transaction, consumer, envelope))
  const results: ReactionResult[] = []
  for (const { handle, newestOnly } of reactions)
    results.push(
      newestOnly && isStale ? ignore('stale') : await limited(handle({ data, envelope, transaction })),
    )
  return results
}

/** Ignored only if every reaction to the message had nothing to do. */
function outcomeOf(results: readonly ReactionResult[]): Outcome {
  const ignored = results.find(isIgnored)
  return ignored && results.every(isIgnored)
    ? { kind: 'ignored', reason: ignored.reason }
    : { kind: 'handled' }
}

function notesOn(readings: Turn['readings'], outcomes: readonly Outcome[]): Notes {
  const ignored: Array<{ id: string; reason: string }> = []
  const duplicates: string[] = []
  for (const [index, { envelope }] of readings.entries()) {
    const outcome = outcomes[index]
    if (outcome?.kind === 'ignored') ignored.push({ id: envelope.id, reason: outcome.reason })
    if (outcome?.kind === 'duplicate') duplicates.push(envelope.id)
  }
  return { ignored, duplicates }
}

type Work<T> = (transaction: Transaction, begin: () => void) => Promise<T>

/** Tells a database that broke from work that failed. Before the work begins and after it is done, only the database can fail. */
async function inTransaction<T>(database: Database, work: Work<T>): Promise<T> {
  const is = { begun: false, done: false, broken: false }
  const begin = () => {
    is.begun = true
  }
  try {
    return await database.transaction(async (transaction) => {
      try {
        const done = await work(transaction, begin)
        is.done = true
        return done
      } catch (error) {
        // TypeORM gives a connection up in the middle of a transaction only when it broke.
        is.broken = transaction.queryRunner?.isReleased ?? false
        throw error
      }
    })
  } catch (error) {
    // Its connection may be gone by now, and that is its own fault.
    if (error instanceof SlowReactionError) throw error
    const isAnswer = error instanceof QueryFailedError
    // A commit that the database refuses (a deferred constraint, say) is the fault of the work.
    const isAway = !is.begun || is.broken || (isAnswer ? isUnavailable(error) : is.done)
    throw isAway ? new DependencyDownError('the database', error) : error
  }
}

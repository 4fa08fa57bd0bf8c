// One message through its reactions: inbox, effect and outgoing events in one transaction, so that all of it happens once or not at all.
import { isUnavailable, type Sealer } from '@eventflow/runtime'
import type { Database, Transaction } from '@eventflow/runtime/database'
import type { ConsumeMessage } from 'amqplib'
import { QueryFailedError } from 'typeorm'
import { dataOf } from './envelope.js'
import type { WriteEvents } from './event-writer.js'
import { type Envelope, isIgnored, PermanentError, type Reaction, type ReactionResult } from './reaction.js'

export type Outcome = { kind: 'handled' | 'duplicate' } | { kind: 'ignored'; reason: string }

export interface HandlerParts {
  consumer: string
  reactions: ReadonlyMap<string, readonly Reaction[]>
  database: Database
  sealer: Sealer
  write: WriteEvents
  /** Told after the commit: before it nobody else could see what was written. */
  wrote(): void
}

/** Our own database failed us, which is not the message's fault. */
export class DatabaseAwayError extends Error {
  constructor(cause: unknown) {
    super(`the database is away: ${(cause as Error).message}`, { cause })
    this.name = 'DatabaseAwayError'
  }
}

/** Throws what went wrong; nothing of the message has happened then. */
export async function handleMessage(
  parts: HandlerParts,
  message: ConsumeMessage,
  envelope: Envelope,
): Promise<Outcome> {
  const reactions = parts.reactions.get(envelope.type)
  const [first] = reactions ?? []
  if (!reactions || !first)
    throw new PermanentError(`unknown type: ${parts.consumer} has no reaction to ${envelope.type}`)
  const data = dataOf(message, envelope, { contract: first.contract, sealer: parts.sealer })
  let written = 0
  const outcome = await inTransaction<Outcome>(parts.database, async (transaction, begin) => {
    if (await isDuplicate(transaction, parts.consumer, envelope)) return { kind: 'duplicate' }
    begin()
    const results: ReactionResult[] = []
    for (const { handle } of reactions) results.push(await handle({ data, envelope, transaction }))
    const events = results.flatMap((result) => (isIgnored(result) ? [] : [...result]))
    await parts.write(transaction, events)
    written = events.length
    return outcomeOf(results)
  })
  if (written > 0) parts.wrote()
  return outcome
}

/** Ignored only if every reaction to the message had nothing to do. */
function outcomeOf(results: readonly ReactionResult[]): Outcome {
  const ignored = results.find(isIgnored)
  return ignored && results.every(isIgnored)
    ? { kind: 'ignored', reason: ignored.reason }
    : { kind: 'handled' }
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
    const isAnswer = error instanceof QueryFailedError
    // A commit that the database refuses (a deferred constraint, say) is the fault of the work.
    const isAway = !is.begun || is.broken || (isAnswer ? isUnavailable(error) : is.done)
    throw isAway ? new DatabaseAwayError(error) : error
  }
}

async function isDuplicate(transaction: Transaction, consumer: string, envelope: Envelope): Promise<boolean> {
  const inserted: unknown[] = await transaction.query(
    `insert into inbox (consumer, message_id, type) values ($1, $2, $3)
     on conflict do nothing returning message_id`,
    [consumer, envelope.id, envelope.type],
  )
  return inserted.length === 0
}

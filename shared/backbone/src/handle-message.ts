// One message through its reactions: inbox, effect and outgoing events in one transaction, so that all of it happens once or not at all.
import { beginTrace, runInContext, type Sealer, traceIdOf, type WorkContext } from '@eventflow/runtime'
import type { Database, Transaction } from '@eventflow/runtime/database'
import type { ConsumeMessage } from 'amqplib'
import { dataOf } from './envelope.js'
import type { WriteEvents } from './event-writer.js'
import { type Envelope, isIgnored, PermanentError, type Reaction, type ReactionResult } from './reaction.js'

export type Outcome = { kind: 'handled' } | { kind: 'duplicate' } | { kind: 'ignored'; reason: string }

export interface HandlerParts {
  consumer: string
  reactions: ReadonlyMap<string, readonly Reaction[]>
  database: Database
  sealer: Sealer
  write: WriteEvents
  /** Told after the commit: before it nobody else could see what was written. */
  wrote(): void
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
  return runInContext(contextOf(envelope), async () => {
    let written = 0
    const outcome = await parts.database.transaction(async (transaction): Promise<Outcome> => {
      if (await isDuplicate(transaction, parts.consumer, envelope)) return { kind: 'duplicate' }
      const results: ReactionResult[] = []
      for (const { handle } of reactions) results.push(await handle({ data, envelope, transaction }))
      const events = results.flatMap((result) => (isIgnored(result) ? [] : [...result]))
      await parts.write(transaction, events)
      written = events.length
      return outcomeOf(results)
    })
    if (written > 0) parts.wrote()
    return outcome
  })
}

/** Ignored only if every reaction to the message had nothing to do. */
function outcomeOf(results: readonly ReactionResult[]): Outcome {
  const ignored = results.find(isIgnored)
  return ignored && results.every(isIgnored)
    ? { kind: 'ignored', reason: ignored.reason }
    : { kind: 'handled' }
}

/** What the message causes carries its correlation and trace on, and names it as the cause. */
function contextOf(envelope: Envelope): WorkContext {
  const traceparent = beginTrace(envelope.traceparent)
  return {
    traceparent,
    requestId: traceIdOf(traceparent),
    correlationId: envelope.correlationId,
    causationId: envelope.id,
    ...(envelope.sessionId === undefined ? {} : { sessionId: envelope.sessionId }),
    written: [],
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

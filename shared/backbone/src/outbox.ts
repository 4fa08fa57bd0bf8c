// The outbox table: events are written in the transaction of what they tell, and leave it when the broker has them.
import type { Database, Transaction } from '@eventflow/runtime/database'
import type { OutgoingMessage } from './envelope.js'

export interface ClaimedMessage extends OutgoingMessage {
  /** How often publishing it failed. */
  attempts: number
  writtenAt: Date
}

export interface Outbox {
  readonly database: Database
  append(transaction: Transaction, messages: readonly OutgoingMessage[]): Promise<void>
  /** Takes messages for a while; nobody else gets them, nor later ones of the same key, until they are done or the lease ends. */
  claim(limit: number): Promise<ClaimedMessage[]>
  /** Moves what the broker has from the outbox to the list of what was published. */
  done(ids: readonly string[]): Promise<void>
  /** Gives back what could not be published; its key waits, other keys go on. */
  postpone(ids: readonly string[]): Promise<void>
  /** Gives back what was not tried. */
  release(ids: readonly string[]): Promise<void>
}

/** Longer than the relay works on one claim; a relay that died leaves its claim to the others after this. */
const leaseSeconds = 30

const columns = 8
/** A statement has 65,535 parameters at the most. */
const rowsAtOnce = 1_000

export function outboxIn(database: Database): Outbox {
  return {
    database,
    append: async (transaction, messages) => {
      for (let start = 0; start < messages.length; start += rowsAtOnce)
        await insertRows(transaction, messages.slice(start, start + rowsAtOnce))
    },
    claim: (limit) => claimRows(database, limit),
    done: async (ids) => {
      await database.reader.query(doneStatement, [ids])
    },
    postpone: async (ids) => {
      await database.reader.query(
        `update outbox set attempts = attempts + 1,
           held_until = now() + least(power(2, least(attempts, 10)), 30) * interval '1 second'
         where id = any($1)`,
        [ids],
      )
    },
    release: async (ids) => {
      await database.reader.query('update outbox set held_until = null where id = any($1)', [ids])
    },
  }
}

const doneStatement = `
  with gone as (delete from outbox where id = any($1) returning id, type, key, properties, written_at)
  insert into published (id, type, version, subject, correlation_id, causation_id, written_at)
  select id, type, (properties->'headers'->>'x-schema-version')::int, key, properties->>'correlationId',
    properties->'headers'->>'x-causation-id', written_at
  from gone`

async function insertRows(transaction: Transaction, messages: readonly OutgoingMessage[]): Promise<void> {
  const rows = messages.map(
    (_, row) => `(${Array.from({ length: columns }, (_, i) => `$${row * columns + i + 1}`)})`,
  )
  const values = messages.flatMap((message) => [
    message.id,
    message.type,
    message.key,
    message.exchange,
    message.mandatory,
    JSON.stringify(message.properties),
    message.body,
    new Date(),
  ])
  await transaction.query(
    `insert into outbox (id, type, key, exchange, mandatory, properties, body, written_at) values ${rows.join(',')}`,
    values,
  )
}

/** The order of writing is the order of the positions; what an update returns comes in any. */
async function claimRows(database: Database, limit: number): Promise<ClaimedMessage[]> {
  const rows: Array<ClaimedMessage & { position: string }> = await database.reader.query(
    `select id, type, key, exchange, mandatory, properties, body, attempts, written_at as "writtenAt", position
     from claim_outbox($1, ${leaseSeconds})`,
    [limit],
  )
  return rows.sort((a, b) => Number(a.position) - Number(b.position))
}

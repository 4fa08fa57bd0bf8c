// The outbox table: events are written in the transaction of what they tell, and leave it when the broker has them.
import type { Database, Transaction } from '@eventflow/runtime/database'
import type { OutgoingMessage } from './envelope.js'

export interface ClaimedMessage extends OutgoingMessage {
  /** How often publishing it failed. */
  attempts: number
}

export interface Outbox {
  readonly database: Database
  append(transaction: Transaction, messages: readonly OutgoingMessage[]): Promise<void>
  /** Takes messages for a while; nobody else gets them, nor later ones of the same key, until they are done or the lease ends. */
  claim(limit: number): Promise<ClaimedMessage[]>
  done(ids: readonly string[]): Promise<void>
  /** Gives back what could not be published; its key waits, other keys go on. */
  postpone(ids: readonly string[]): Promise<void>
  /** Gives back what was not tried. */
  release(ids: readonly string[]): Promise<void>
}

/** Longer than the relay works on one claim; a relay that died leaves its claim to the others after this. */
const leaseSeconds = 30
const claimLock = 7_314_002

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
    claim: (limit) => database.transaction((transaction) => claimRows(transaction, limit)),
    done: async (ids) => {
      await database.reader.query('delete from outbox where id = any($1)', [ids])
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

/**
 * Relays of several replicas claim one after the other (the lock lasts for one short transaction) and publish side by side.
 * A key with a held row is left out whole, so its events keep their order. Rows leave by deletion and no position is
 * remembered, so a row whose transaction commits late is never skipped.
 */
async function claimRows(transaction: Transaction, limit: number): Promise<ClaimedMessage[]> {
  await transaction.query('select pg_advisory_xact_lock($1)', [claimLock])
  const [rows] = (await transaction.query(
    `update outbox set held_until = now() + interval '${leaseSeconds} seconds'
     where id in (
       select o.id from outbox o
       where not exists (select 1 from outbox h where h.key = o.key and h.held_until > now())
       order by o.position limit $1)
     returning id, type, key, exchange, mandatory, properties, body, attempts, position`,
    [limit],
  )) as [Array<ClaimedMessage & { position: string }>]
  return rows.sort((a, b) => Number(BigInt(a.position) - BigInt(b.position)))
}

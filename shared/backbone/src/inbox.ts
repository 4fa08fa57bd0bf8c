// The inbox table: which messages were handled, entered in the transaction of their effects, so that a double changes nothing.
import type { Database, Transaction } from '@eventflow/runtime/database'
import { isKnown } from './envelope.js'
import type { Envelope } from './reaction.js'

export interface Inbox {
  /** Answers the ids that are new. For a double under way elsewhere it waits until that transaction ends. */
  enter(transaction: Transaction, envelopes: readonly Envelope[]): Promise<Set<string>>
  /** Keeps why messages were ignored, and that doubles of others came. */
  note(transaction: Transaction, notes: Notes): Promise<void>
  /** How many of these messages were handled. */
  countHandled(ids: readonly string[]): Promise<number>
}

export interface Notes {
  ignored: ReadonlyArray<{ id: string; reason: string }>
  duplicates: readonly string[]
}

export function inboxIn(database: Database, consumer: string): Inbox {
  return {
    enter: async (transaction, envelopes) => {
      const rows = await database.run<{ message_id: string }>(transaction, enterStatement, [
        consumer,
        ...columnsOf(envelopes),
      ])
      return new Set(rows.map(({ message_id: id }) => id))
    },
    note: async (transaction, { ignored, duplicates }) => {
      if (ignored.length > 0)
        await transaction.query(
          `update inbox set reason = given.reason
           from unnest($2::text[], $3::text[]) as given (id, reason)
           where consumer = $1 and message_id = given.id`,
          [consumer, ignored.map(({ id }) => id), ignored.map(({ reason }) => reason)],
        )
      if (duplicates.length > 0)
        await transaction.query(
          `update inbox set duplicates = duplicates + given.count
           from (select id, count(*)::int as count from unnest($2::text[]) as id group by id) as given
           where consumer = $1 and message_id = given.id`,
          [consumer, duplicates],
        )
    },
    countHandled: async (ids) => {
      const rows: unknown[] = await database.reader.query(
        'select 1 from inbox where consumer = $1 and message_id = any($2)',
        [consumer, ids],
      )
      return rows.length
    },
  }
}

// In the order of their ids: two transactions with some doubles in common would else wait for each other.
const enterStatement = {
  name: 'inbox_enter',
  text: `
  insert into inbox (consumer, message_id, type, version, source, subject, correlation_id, causation_id, written_at, attempt)
  select $1, given.* from unnest($2::text[], $3::text[], $4::int[], $5::text[], $6::text[], $7::text[], $8::text[],
    $9::timestamptz[], $10::int[]) as given (id, type, version, source, subject, correlation, causation, at, attempt)
  order by given.id
  on conflict do nothing returning message_id`,
}

const columnsOf = (envelopes: readonly Envelope[]): unknown[] => [
  envelopes.map(({ id }) => id),
  envelopes.map(({ type }) => type),
  envelopes.map(({ version }) => version),
  envelopes.map(({ source }) => source),
  envelopes.map(({ subject }) => subject),
  envelopes.map(({ correlationId }) => correlationId),
  envelopes.map(({ causationId }) => causationId ?? null),
  envelopes.map(({ at }) => (isKnown(at) ? at : null)),
  envelopes.map(({ attempt }) => attempt),
]

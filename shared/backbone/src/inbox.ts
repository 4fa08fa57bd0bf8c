// The inbox table: which messages were handled, entered in the transaction of their effects, so that a double changes nothing.
import type { Database, Transaction } from '@eventflow/runtime/database'
import { isKnown } from './envelope.js'
import type { Envelope } from './reaction.js'

export interface Inbox {
  /** For a double under way elsewhere, or an erasure, it waits until that transaction ends. */
  enter(transaction: Transaction, arrivals: readonly Arrival[]): Promise<Entered>
  /** Keeps why messages were ignored, and that doubles of others came. */
  note(transaction: Transaction, notes: Notes): Promise<void>
  /** How many of these messages were handled. */
  countHandled(ids: readonly string[]): Promise<number>
}

export interface Arrival {
  envelope: Envelope
  /** Whom it is about, beside its subject. */
  persons?: readonly string[]
  /** It is handled though its entity was erased. */
  evenIfErased?: boolean
}

export interface Entered {
  /** The ids that are new. */
  fresh: Set<string>
  /** The ids of messages about entities or persons that were erased; they are not entered. */
  erased: ReadonlySet<string>
}

export interface Notes {
  ignored: ReadonlyArray<{ id: string; reason: string }>
  duplicates: readonly string[]
}

export function inboxIn(database: Database, consumer: string): Inbox {
  return {
    enter: async (transaction, arrivals) => {
      const rows = await database.run<{ id: string; erased: boolean }>(transaction, enterStatement, [
        consumer,
        ...columnsOf(arrivals),
      ])
      const idsThatAre = (erased: boolean) =>
        new Set(rows.filter((row) => row.erased === erased).map(({ id }) => id))
      return { fresh: idsThatAre(false), erased: idsThatAre(true) }
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
  with given as materialized (
    select *, case when guarded then is_erased(subject) or (persons is not null and exists (
      select from unnest(string_to_array(persons, E'\\n')) as person where is_erased(person))) else false end as erased
    from unnest($2::text[], $3::text[], $4::int[], $5::text[], $6::text[], $7::text[], $8::text[], $9::timestamptz[],
      $10::int[], $11::boolean[], $12::text[])
      as given (id, type, version, source, subject, correlation, causation, at, attempt, guarded, persons)),
  entered as (
    insert into inbox (consumer, message_id, type, version, source, subject, correlation_id, causation_id, written_at, attempt)
    select $1, id, type, version, source, subject, correlation, causation, at, attempt from given where not erased
    order by id
    on conflict do nothing returning message_id)
  select message_id as id, false as erased from entered union all select id, true from given where erased`,
}

const columnsOf = (arrivals: readonly Arrival[]): unknown[] => {
  const envelopes = arrivals.map(({ envelope }) => envelope)
  return [
    envelopes.map(({ id }) => id),
    envelopes.map(({ type }) => type),
    envelopes.map(({ version }) => version),
    envelopes.map(({ source }) => source),
    envelopes.map(({ subject }) => subject),
    envelopes.map(({ correlationId }) => correlationId),
    envelopes.map(({ causationId }) => causationId ?? null),
    envelopes.map(({ at }) => (isKnown(at) ? at : null)),
    envelopes.map(({ attempt }) => attempt),
    arrivals.map(({ evenIfErased }) => !evenIfErased),
    arrivals.map(({ persons = [] }) => (persons.length === 0 ? null : persons.join('\n'))),
  ]
}

// The outbox table: events are written in the transaction of what they tell, and leave it when the broker has them.
import type { Database, Transaction } from '@eventflow/runtime/database'
import type { OutgoingMessage } from './envelope.js'

export interface ClaimedMessage extends OutgoingMessage {
  /** How often publishing it failed. */
  attempts: number
  writtenAt: Date
}

/** How far a claim looks for keys that nobody holds: `near` gives up soon, which costs nothing where more is under way. */
export type Reach = 'near' | 'everywhere'

export interface Outbox {
  /** Sent at once; as the last of its transaction it need not be waited for. */
  append(transaction: Transaction, messages: readonly OutgoingMessage[]): Promise<void>
  /** As one of the relays that share it sees it. */
  heldBy(relay: string): HeldOutbox
}

export interface HeldOutbox {
  /**
   * Takes messages for a while. Nobody else gets them, nor later ones of the same key, until they are done or the lease
   * ends; this relay gets the later ones as well, and keeps their order.
   */
  claim(limit: number, reach: Reach): Promise<ClaimedMessage[]>
  /** Moves what the broker has from the outbox to the list of what was published. */
  done(ids: readonly string[]): Promise<void>
  /** Gives back what could not be published; its key waits, for this relay too, and other keys go on. */
  postpone(ids: readonly string[]): Promise<void>
  /** Gives back what was not tried. */
  release(ids: readonly string[]): Promise<void>
}

/** Longer than the relay works on one claim; a relay that died leaves its claim to the others after this. */
const leaseSeconds = 30
/** Looking through 40,000 rows whose keys are all held took 54 ms, through 2,000 of them 4 ms. */
const nearBatches = 8
const farRows = 200_000

const columns = 'id, type, key, exchange, mandatory, properties, body'
const rowsAtOnce = 1_000

export function outboxIn(database: Database): Outbox {
  return {
    append: async (transaction, messages) => {
      const [only] = messages
      if (messages.length === 1 && only)
        return void (await database.run(transaction, appendOne, valuesOf(only)))
      const chunks: Array<Promise<unknown>> = []
      for (let start = 0; start < messages.length; start += rowsAtOnce) {
        const rows = messages.slice(start, start + rowsAtOnce).map(valuesOf)
        const byColumn = (rows[0] ?? []).map((_, column) => rows.map((row) => row[column]))
        chunks.push(database.run(transaction, appendMany, byColumn))
      }
      await Promise.all(chunks)
    },
    heldBy: (relay) => ({
      claim: (limit, reach) => claimRows(database, relay, { limit, reach }),
      done: async (ids) => {
        await database.reader.query(doneStatement, [ids])
      },
      postpone: async (ids) => {
        await database.reader.query(postponeStatement, [ids])
      },
      release: async (ids) => {
        await database.reader.query(releaseStatement, [ids, relay])
      },
    }),
  }
}

// Held by nobody, so that its key waits for whoever might come.
const postponeStatement = `
  update outbox set attempts = attempts + 1, held_by = null,
    held_until = now() + least(power(2, least(attempts, 10)), 30) * interval '1 second'
  where id = any($1)`

const releaseStatement = `
  update outbox set held_until = null, held_by = null where id = any($1) and held_by = $2`

const doneStatement = `
  with gone as (delete from outbox where id = any($1) returning id, type, key, properties, written_at)
  insert into published (id, type, version, subject, correlation_id, causation_id, written_at)
  select id, type, (properties->'headers'->>'x-schema-version')::int, key, properties->>'correlationId',
    properties->'headers'->>'x-causation-id', written_at
  from gone`

const appendOne = {
  name: 'outbox_append',
  text: `insert into outbox (${columns}) values ($1, $2, $3, $4, $5, $6, $7)`,
}

const appendMany = {
  name: 'outbox_append_many',
  text: `insert into outbox (${columns})
    select ${columns} from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::boolean[], $6::jsonb[], $7::bytea[])
      with ordinality as given (${columns}, place) order by place`,
}

const valuesOf = ({ id, type, key, exchange, mandatory, properties, body }: OutgoingMessage): unknown[] => [
  id,
  type,
  key,
  exchange,
  mandatory,
  JSON.stringify(properties),
  body,
]

/** The order of writing is the order of the positions; what an update returns comes in any. */
async function claimRows(
  database: Database,
  relay: string,
  { limit, reach }: { limit: number; reach: Reach },
): Promise<ClaimedMessage[]> {
  const rows: Array<ClaimedMessage & { position: string }> = await database.reader.query(
    `select id, type, key, exchange, mandatory, properties, body, attempts, written_at as "writtenAt", position
     from claim_outbox($1, $2, $3, ${leaseSeconds})`,
    [relay, limit, reach === 'near' ? limit * nearBatches : farRows],
  )
  return rows.sort((a, b) => Number(a.position) - Number(b.position))
}

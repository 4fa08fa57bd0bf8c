// Idempotency-Key: the first call with a key runs, every later one gets the stored answer of the first.
import { createHash } from 'node:crypto'
import type { Logger } from '@eventflow/runtime'
import type { Database, Transaction } from '@eventflow/runtime/database'
import { type Answer, withHeader } from './answer.js'
import {
  IdempotencyKeyInUse,
  IdempotencyKeyInvalid,
  IdempotencyKeyRequired,
  IdempotencyKeyReused,
} from './errors.js'

export interface IdempotentCall {
  /** Whose key it is: two callers may choose the same. */
  owner: string
  key: string
  fingerprint: string
}

type Begun = { kind: 'new' } | { kind: 'running' } | { kind: 'other' } | { kind: 'answered'; answer: Answer }

export interface IdempotencyStore {
  begin(call: IdempotentCall): Promise<Begun>
  complete(call: IdempotentCall, answer: Answer): Promise<void>
  /** Forgets a call that came to no result of its own, so that it may be tried again. */
  abandon(call: IdempotentCall): Promise<void>
}

const printable = /^[\x20-\x7e]{1,255}$/

/** The key of a request as the route wants it: undefined when there is none and none is needed. */
export function idempotencyKeyOf(
  header: string | undefined,
  wanted: 'required' | 'optional',
): string | undefined {
  if (header === undefined || header === '') {
    if (wanted === 'required') throw IdempotencyKeyRequired()
    return undefined
  }
  if (!printable.test(header)) throw IdempotencyKeyInvalid()
  return header
}

export const fingerprintOf = (method: string, path: string, body: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify([method, path, sorted(body)]))
    .digest('base64url')

/** The same fields in another order are the same request. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(sorted)
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(fields.map(([name, item]) => [name, sorted(item)]))
}

interface KeyParts {
  store: IdempotencyStore
  logger: Logger
}

/** Runs the work once a key. What was thrown has changed nothing, be it a refusal or a fault, so the key is free after it. */
export async function onceByKey(
  { store, logger }: KeyParts,
  call: IdempotentCall,
  work: () => Promise<Answer>,
): Promise<Answer> {
  const begun = await store.begin(call)
  if (begun.kind === 'other') throw IdempotencyKeyReused()
  if (begun.kind === 'running') throw IdempotencyKeyInUse({ retryAfterSeconds: 1 })
  if (begun.kind === 'answered') return withHeader(begun.answer, 'idempotency-replayed', 'true')
  const answer = await work().catch(async (error: unknown) => {
    await store.abandon(call).catch(() => undefined)
    throw error
  })
  // The work is done and its caller is to know: an error here would ask for a second try, and free the key for it.
  await store
    .complete(call, answer)
    .catch((error: unknown) => logger.error('an answer could not be kept for its Idempotency-Key', { error }))
  return answer
}

const keptFor = "interval '24 hours'"
/** After this a call that never ended (its process died) no longer holds the key. */
const runningFor = "interval '60 seconds'"
const sweptAtOnce = 10

export function idempotencyIn(database: Database): IdempotencyStore {
  const query = (sql: string, parameters: unknown[]) =>
    database.reader.query(sql, parameters) as Promise<unknown>
  return {
    async begin({ owner, key, fingerprint }) {
      const taken = (await query(
        `insert into idempotency_keys (owner, key, fingerprint) values ($1, $2, $3)
         on conflict (owner, key) do update
           set fingerprint = excluded.fingerprint, answer = null, begun_at = now()
           where idempotency_keys.begun_at < now() - ${keptFor}
              or (idempotency_keys.answer is null and idempotency_keys.begun_at < now() - ${runningFor})
         returning key`,
        [owner, key, fingerprint],
      )) as unknown[]
      if (taken.length > 0) return { kind: 'new' }
      const [row] = (await query(
        'select fingerprint, answer from idempotency_keys where owner = $1 and key = $2',
        [owner, key],
      )) as Array<{ fingerprint: string; answer: Answer | null }>
      if (row && row.fingerprint !== fingerprint) return { kind: 'other' }
      return row?.answer ? { kind: 'answered', answer: row.answer } : { kind: 'running' }
    },
    async complete({ owner, key }, answer) {
      await query(
        // A few that are out of date leave with each that comes, so that the table does not grow for ever.
        `with outdated as (
           select owner, key from idempotency_keys where begun_at < now() - ${keptFor}
           order by begun_at limit ${sweptAtOnce} for update skip locked),
         swept as (delete from idempotency_keys k using outdated o where k.owner = o.owner and k.key = o.key)
         update idempotency_keys set answer = $3 where owner = $1 and key = $2`,
        [owner, key, JSON.stringify(answer)],
      )
    },
    async abandon({ owner, key }) {
      await query('delete from idempotency_keys where owner = $1 and key = $2 and answer is null', [
        owner,
        key,
      ])
    },
  }
}

/** Takes the stored answers of somebody away, with what stands in them. */
export async function forgetAnswersTo(transaction: Transaction, owner: string): Promise<void> {
  await transaction.query('delete from idempotency_keys where owner = $1', [owner])
}

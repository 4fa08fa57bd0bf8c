// Idempotency-Key: the first call with a key runs, every later one gets the stored answer of the first.
import { createHash } from 'node:crypto'
import type { Database } from '@eventflow/runtime/database'
import type { Answer } from './answer.js'
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
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, item]) => [name, sorted(item)])
}

/** Runs the work once a key. Faults of ours (5xx) and limits (429) are not an outcome: the key is free again after them. */
export async function onceByKey(
  store: IdempotencyStore,
  call: IdempotentCall,
  work: () => Promise<Answer>,
): Promise<Answer> {
  const begun = await store.begin(call)
  if (begun.kind === 'other') throw IdempotencyKeyReused()
  if (begun.kind === 'running') throw IdempotencyKeyInUse({ retryAfterSeconds: 1 })
  if (begun.kind === 'answered')
    return { ...begun.answer, headers: { ...begun.answer.headers, 'idempotency-replayed': 'true' } }
  try {
    const answer = await work()
    await store.complete(call, answer)
    return answer
  } catch (error) {
    await store.abandon(call).catch(() => undefined)
    throw error
  }
}

const keptFor = "interval '24 hours'"
/** After this a call that never ended (its process died) no longer holds the key. */
const runningFor = "interval '60 seconds'"

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
      await query('update idempotency_keys set answer = $3 where owner = $1 and key = $2', [
        owner,
        key,
        JSON.stringify(answer),
      ])
    },
    async abandon({ owner, key }) {
      await query('delete from idempotency_keys where owner = $1 and key = $2 and answer is null', [
        owner,
        key,
      ])
    },
  }
}

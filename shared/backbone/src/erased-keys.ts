// Entities that were erased: nothing of them is left among the messages here, and what comes of them later changes nothing.
import type { Transaction } from '@eventflow/runtime/database'

/**
 * Whether the entity was erased. As long as the transaction lasts it is not erased by another one: what is written beside
 * this question is there when the erasure begins, and is taken away by it.
 */
export async function isErased(transaction: Transaction, key: string): Promise<boolean> {
  const [row] = (await transaction.query('select is_erased($1) as erased', [key])) as [{ erased: boolean }]
  return row.erased
}

export interface ErasedMessages {
  unsentEvents: number
  heldMessages: number
}

/**
 * Marks an entity as erased, for good, and takes away what waits of it: events that have not left, and messages that are
 * held back. It waits for the transactions that have asked `isErased`. Events that a relay has in its hands do leave, and
 * so do those that are written from here on.
 */
export async function eraseKey(transaction: Transaction, key: string): Promise<ErasedMessages> {
  await transaction.query(`select pg_advisory_xact_lock(${erasureLock}, ${bucketOf('$1::text')})`, [key])
  const marked = (await transaction.query(markStatement, [key])) as unknown[]
  // Of an entity that was erased before, what waits to leave is the word of its erasure.
  const unsentEvents = marked.length > 0 ? await countOf(transaction.query(unsentStatement, [key])) : 0
  const heldMessages = await countOf(transaction.query(heldStatement, [key]))
  return { unsentEvents, heldMessages }
}

/**
 * Takes away the events of entities that are gone and have not left yet: of what belonged to somebody who was erased, say.
 * Nothing is marked, so call it in the transaction that removes the entities, behind their removal.
 */
export const dropUnsent = (transaction: Transaction, keys: readonly string[]): Promise<number> =>
  countOf(transaction.query(unsentOfStatement, [keys]))

const markStatement = 'insert into erased_keys (key) values ($1) on conflict do nothing returning key'
const unsentStatement = 'delete from outbox where key = $1 and held_by is null'
const unsentOfStatement = 'delete from outbox where key = any($1) and held_by is null'
const heldStatement = 'delete from held_messages where key = $1'

const countOf = async (deleted: Promise<unknown>): Promise<number> =>
  ((await deleted) as [unknown, number])[1]

const erasureLock = 7_314_005
/** Each transaction may ask about hundreds of keys, and the locks of a server are counted: so keys share a few of them. */
const bucketOf = (key: string): string => `hashtext(${key}) & 15`

// A function, since the look must see what was erased while the lock was waited for.
export const erasedKeyStatements = [
  'create table erased_keys (key text primary key, erased_at timestamptz not null default now())',
  `create function is_erased(wanted text) returns boolean language plpgsql volatile as $$
  begin
    perform pg_advisory_xact_lock_shared(${erasureLock}, ${bucketOf('wanted')});
    return exists (select 1 from erased_keys where key = wanted);
  end $$`,
]

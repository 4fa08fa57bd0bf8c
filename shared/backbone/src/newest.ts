// Which message of an entity is the newest that a consumer has seen, so that one which was overtaken on the way changes nothing.
import type { Transaction } from '@eventflow/runtime/database'
import type { Envelope } from './reaction.js'

/** Remembers the message if it is the newest. One without a sequence is never stale. */
export async function isOvertaken(
  transaction: Transaction,
  consumer: string,
  { source, subject, sequence }: Envelope,
): Promise<boolean> {
  if (sequence === undefined) return false
  const [rows] = (await transaction.query(
    `with newest as (
       insert into newest_seen (consumer, source, subject, sequence) values ($1, $2, $3, $4)
       on conflict (consumer, source, subject) do update set sequence = excluded.sequence
       where newest_seen.sequence < excluded.sequence returning 1)
     select count(*)::int as count from newest`,
    [consumer, source, subject, sequence],
  )) as [{ count: number }]
  return rows.count === 0
}

// Dead letters by whose data they hold: found for a copy, taken away for an erasure, and not kept when they come too late.
import { isErased } from '@eventflow/backbone'
import type { ParkedLetter } from '@eventflow/backbone/desk'
import { newId } from '@eventflow/runtime'
import type { Database, Transaction } from '@eventflow/runtime/database'
import { DeadLetterRow } from './entities.js'
import type { Letter } from './letter.js'
import { peopleNamed } from './people-named.js'

export interface PersonalLetterStore {
  /** The newest first. */
  of(userId: string, limit: number): Promise<Letter[]>
  /** Takes them away, whatever their state; answers how many there were. */
  erase(transaction: Transaction, userId: string): Promise<number>
}

export function personalLetterStore({ reader }: Database): PersonalLetterStore {
  return {
    of: (userId, limit) =>
      reader
        .createQueryBuilder(DeadLetterRow, 'l')
        .where('l.people @> array[:userId::uuid]', { userId })
        .orderBy('l.parkedAt', 'DESC')
        .limit(limit)
        .getMany(),
    erase: async (transaction, userId) => {
      const statement = 'delete from dead_letters where people @> array[$1::uuid]'
      const [, count] = (await transaction.query(statement, [userId])) as [unknown, number]
      return count
    },
  }
}

export async function keepLetters(transaction: Transaction, parked: readonly ParkedLetter[]): Promise<void> {
  const rows = await withoutErased(transaction, parked.map(rowOf))
  if (rows.length === 0) return
  const insert = transaction.createQueryBuilder().insert().into(DeadLetterRow)
  await insert.values(rows).orIgnore().execute()
}

const rowOf = ({ version, ...letter }: ParkedLetter) => ({
  ...letter,
  id: newId(),
  schemaVersion: version,
  size: letter.body.length,
  people: peopleNamed(letter, [letter.body]),
})

/** Asked within the transaction that keeps them: an erasure that begins meanwhile waits, and finds them. */
async function withoutErased<R extends { people: readonly string[] }>(
  transaction: Transaction,
  rows: R[],
): Promise<R[]> {
  const erased = new Set<string>()
  for (const id of new Set(rows.flatMap(({ people }) => people)))
    if (await isErased(transaction, id)) erased.add(id)
  return rows.filter(({ people }) => !people.some((id) => erased.has(id)))
}

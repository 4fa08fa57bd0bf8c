// Keeps what people have chosen, preferences and settings, in PostgreSQL; who has chosen nothing has the first version of both.
import { isErased } from '@eventflow/backbone'
import type { Database, Transaction } from '@eventflow/runtime/database'
import { ChoiceRow } from './entities.js'
import { ErasureUnderWay } from './errors.js'

export interface Choice<T> {
  chosen: T
  version: number
}

export interface ChoiceStore<T> {
  read(userId: string): Promise<Choice<T>>
  /** Locked until the transaction ends. Throws ErasureUnderWay for somebody whose data are being erased, or are gone. */
  lock(transaction: Transaction, userId: string): Promise<Choice<T>>
  save(transaction: Transaction, userId: string, choice: Choice<T>): Promise<void>
  /** False when they had chosen nothing. */
  remove(transaction: Transaction, userId: string): Promise<boolean>
}

export function choiceStore<T extends object>(
  database: Database,
  kind: ChoiceRow['kind'],
): ChoiceStore<Partial<T>> {
  const nothing = (): Choice<Partial<T>> => ({ chosen: {}, version: 1 })
  const choiceOf = (row: ChoiceRow | null) => (row as Choice<Partial<T>> | null) ?? nothing()
  return {
    read: async (userId) => choiceOf(await database.reader.findOneBy(ChoiceRow, { userId, kind })),
    lock: async (transaction, userId) => {
      if (await isErased(transaction, userId)) throw ErasureUnderWay()
      await transaction
        .createQueryBuilder()
        .insert()
        .into(ChoiceRow)
        .values({ userId, kind, ...nothing() })
        .orIgnore()
        .execute()
      const lock = { mode: 'pessimistic_write' } as const
      return choiceOf(await transaction.findOne(ChoiceRow, { where: { userId, kind }, lock }))
    },
    save: async (transaction, userId, { chosen, version }) => {
      await transaction.query(
        'update choices set chosen = $3, version = $4, updated_at = now() where user_id = $1 and kind = $2',
        [userId, kind, JSON.stringify(chosen), version],
      )
    },
    remove: async (transaction, userId) => {
      const { affected } = await transaction.delete(ChoiceRow, { userId, kind })
      return affected === 1
    },
  }
}

// Keeps profiles in PostgreSQL.
import type { Database, Transaction } from '@eventflow/runtime/database'
import { QueryFailedError } from 'typeorm'
import { ProfileRow } from './entities.js'
import { HandleTaken } from './errors.js'
import type { Profile } from './profile.js'

export interface ProfileStore {
  /** False when the user has a profile already. */
  insert(transaction: Transaction, profile: Profile): Promise<boolean>
  byUserId(userId: string): Promise<Profile | null>
  byHandle(handle: string): Promise<Profile | null>
  /** Locked until the transaction ends, so that changes of one profile happen one after the other. */
  lock(transaction: Transaction, userId: string): Promise<Profile | null>
  save(transaction: Transaction, profile: Profile): Promise<void>
}

export function profileStore(database: Database): ProfileStore {
  const profiles = database.reader.getRepository(ProfileRow)
  return {
    insert: async (transaction, profile) => {
      const insert = transaction.createQueryBuilder().insert().into(ProfileRow).values(profile).orIgnore()
      const { raw } = await insert.returning('user_id').execute()
      return (raw as unknown[]).length === 1
    },
    byUserId: (userId) => profiles.findOneBy({ userId }),
    byHandle: (handle) => profiles.findOneBy({ handle }),
    lock: (transaction, userId) =>
      transaction.findOne(ProfileRow, { where: { userId }, lock: { mode: 'pessimistic_write' } }),
    save: async (transaction, { userId, ...rest }) => {
      try {
        await transaction.update(ProfileRow, { userId }, rest)
      } catch (error) {
        if (isTakenHandle(error)) throw HandleTaken()
        throw error
      }
    },
  }
}

const isTakenHandle = (error: unknown): boolean =>
  error instanceof QueryFailedError &&
  (error.driverError as { constraint?: string }).constraint === 'profiles_handle_key'

// Keeps profiles in PostgreSQL.
import { isErased } from '@eventflow/backbone'
import type { Seek } from '@eventflow/http'
import type { Database, Transaction } from '@eventflow/runtime/database'
import { QueryFailedError } from 'typeorm'
import { ProfileRow } from './entities.js'
import { ErasureUnderWay, HandleTaken } from './errors.js'
import type { Profile } from './profile.js'

export interface ProfileStore {
  /** False when the user has a profile already. */
  insert(transaction: Transaction, profile: Profile): Promise<boolean>
  byUserId(userId: string): Promise<Profile | null>
  byHandle(handle: string): Promise<Profile | null>
  search(prefix: string, seek: Seek): Promise<Profile[]>
  /**
   * Locked until the transaction ends, so that changes of one profile happen one after the other. Throws ErasureUnderWay
   * for somebody whose data are being erased; an erasure that begins meanwhile waits for the transaction.
   */
  lock(transaction: Transaction, userId: string): Promise<Profile | null>
  save(transaction: Transaction, profile: Profile): Promise<void>
  /** Answers whether there was one. */
  remove(transaction: Transaction, userId: string): Promise<boolean>
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
    search: (prefix, { from, backwards, limit }) => {
      const order = backwards ? 'DESC' : 'ASC'
      const search = profiles
        .createQueryBuilder('p')
        .where('(lower(p.displayName) like :prefix or p.handle like :prefix)', {
          prefix: prefixPattern(prefix),
        })
        .orderBy('lower(p.displayName)', order)
        .addOrderBy('p.userId', order)
        .limit(limit)
      if (from) {
        const [name, userId] = from
        search.andWhere(`(lower(p.displayName), p.userId) ${backwards ? '<' : '>'} (:name, :userId)`, {
          name,
          userId,
        })
      }
      return search.getMany()
    },
    lock: async (transaction, userId) => {
      if (await isErased(transaction, userId)) throw ErasureUnderWay()
      const lock = { mode: 'pessimistic_write' } as const
      return transaction.findOne(ProfileRow, { where: { userId }, lock })
    },
    save: async (transaction, { userId, ...rest }) => {
      try {
        await transaction.update(ProfileRow, { userId }, rest)
      } catch (error) {
        if (isTakenHandle(error)) throw HandleTaken()
        throw error
      }
    },
    remove: async (transaction, userId) => {
      const { affected } = await transaction.delete(ProfileRow, { userId })
      return affected === 1
    },
  }
}

/** What people type is text, not a pattern. */
const prefixPattern = (prefix: string): string => `${prefix.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`

const isTakenHandle = (error: unknown): boolean =>
  error instanceof QueryFailedError &&
  (error.driverError as { constraint?: string }).constraint === 'profiles_handle_key'

// Keeps accounts in PostgreSQL.
import type { Database, Transaction } from '@eventflow/runtime/database'
import { QueryFailedError } from 'typeorm'
import type { Account } from './account.js'
import { AccountRow } from './entities.js'
import { EmailTaken } from './errors.js'

export interface AccountStore {
  /** Throws EmailTaken when another account has the address. */
  insert(transaction: Transaction, account: Account): Promise<void>
  /** Within a transaction it has to be that one's: a second connection each is how a pool runs dry. */
  byId(id: string, within?: Transaction): Promise<Account | null>
  byEmail(email: string): Promise<Account | null>
  setPasswordHash(id: string, passwordHash: string): Promise<void>
}

export function accountStore(database: Database): AccountStore {
  const accounts = database.reader.getRepository(AccountRow)
  return {
    insert: async (transaction, account) => {
      try {
        await transaction.insert(AccountRow, account)
      } catch (error) {
        if (isTakenEmail(error)) throw EmailTaken()
        throw error
      }
    },
    byId: (id, within = database.reader) => within.findOneBy(AccountRow, { id }),
    byEmail: (email) => accounts.findOneBy({ email }),
    setPasswordHash: async (id, passwordHash) => void (await accounts.update({ id }, { passwordHash })),
  }
}

const isTakenEmail = (error: unknown): boolean =>
  error instanceof QueryFailedError &&
  (error.driverError as { constraint?: string }).constraint === 'accounts_email_key'

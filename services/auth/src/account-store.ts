// Keeps accounts in PostgreSQL.
import type { Seek } from '@eventflow/http'
import type { Database, Transaction } from '@eventflow/runtime/database'
import { ArrayContains, Not, QueryFailedError, type Repository } from 'typeorm'
import type { Account } from './account.js'
import { AccountRow } from './entities.js'
import { EmailTaken } from './errors.js'

export interface AccountStore {
  /** Throws EmailTaken when another account has the address. */
  insert(transaction: Transaction, account: Account): Promise<void>
  /** Within a transaction it has to be that one's: a second connection each is how a pool runs dry. */
  byId(id: string, within?: Transaction): Promise<Account | null>
  byEmail(email: string): Promise<Account | null>
  /** Keeps a password set while this one was checked: only the hash that was read is replaced. False when it was another. */
  setPasswordHash(account: Account, passwordHash: string, within?: Transaction): Promise<boolean>
  /** Locks the account against changes until the transaction ends; false when it changed since it was read, or was closed. */
  isUnchanged(transaction: Transaction, account: Account): Promise<boolean>
  /** Those whose address or name begins so, in the order of their addresses. */
  search(query: string, seek: Seek): Promise<Account[]>
  /** Locked until the transaction ends, and with it who is an admin: two of them cannot take each other away. */
  lockToChange(transaction: Transaction, id: string): Promise<Account | null>
  otherAdmins(transaction: Transaction, id: string): Promise<number>
  setRights(transaction: Transaction, account: Pick<Account, 'id' | 'roles' | 'disabled'>): Promise<void>
  setEmailVerified(transaction: Transaction, id: string): Promise<void>
  /** With everything that belongs to it. Answers whether it was there. */
  remove(transaction: Transaction, id: string): Promise<boolean>
  /** The address in place of the one before, and proven. Throws EmailTaken. */
  setEmail(transaction: Transaction, id: string, email: string): Promise<void>
}

export function accountStore(database: Database): AccountStore {
  const accounts = database.reader.getRepository(AccountRow)
  return {
    insert: (transaction, account) => unlessTaken(() => transaction.insert(AccountRow, account)),
    byId: (id, within = database.reader) => within.findOneBy(AccountRow, { id }),
    byEmail: (email) => accounts.findOneBy({ email }),
    setPasswordHash: async ({ id, passwordHash: known }, passwordHash, within = database.reader) => {
      const { affected } = await within.update(AccountRow, { id, passwordHash: known }, { passwordHash })
      return affected === 1
    },
    isUnchanged: async (transaction, { id, passwordHash, roles }) => {
      const lock = { mode: 'pessimistic_read' } as const
      const same = { id, passwordHash, disabled: false }
      const row = await transaction.findOne(AccountRow, { where: same, lock })
      return row !== null && row.roles.join() === roles.join()
    },
    search: (query, seek) => searchAccounts(accounts, query, seek),
    lockToChange: async (transaction, id) => {
      await transaction.query('select pg_advisory_xact_lock($1)', [rightsLock])
      return transaction.findOne(AccountRow, { where: { id }, lock: { mode: 'pessimistic_write' } })
    },
    otherAdmins: (transaction, id) =>
      transaction.countBy(AccountRow, { id: Not(id), disabled: false, roles: ArrayContains(['admin']) }),
    setRights: async (transaction, { id, roles, disabled }) => {
      await transaction.update(AccountRow, { id }, { roles, disabled })
    },
    setEmailVerified: async (transaction, id) => {
      await transaction.update(AccountRow, { id }, { emailVerified: true })
    },
    remove: async (transaction, id) => {
      const { affected } = await transaction.delete(AccountRow, { id })
      return affected === 1
    },
    setEmail: (transaction, id, email) =>
      unlessTaken(async () => transaction.update(AccountRow, { id }, { email, emailVerified: true })),
  }
}

const rightsLock = 7_314_102

/** What the query holds is text and no pattern. */
const literal = (query: string): string => query.toLowerCase().replace(/[\\%_]/g, '\\$&')

function searchAccounts(
  accounts: Repository<AccountRow>,
  query: string,
  { from, backwards, limit }: Seek,
): Promise<Account[]> {
  const found = accounts
    .createQueryBuilder('a')
    .where('(a.email like :prefix or lower(a.name) like :prefix)', { prefix: `${literal(query)}%` })
    .orderBy('a.email', backwards ? 'DESC' : 'ASC')
    .limit(limit)
  const [email] = (from ?? []) as [string?]
  if (email !== undefined) found.andWhere(`a.email ${backwards ? '<' : '>'} :email`, { email })
  return found.getMany()
}

async function unlessTaken(write: () => Promise<unknown>): Promise<void> {
  try {
    await write()
  } catch (error) {
    if (isTakenEmail(error)) throw EmailTaken()
    throw error
  }
}

const isTakenEmail = (error: unknown): boolean =>
  error instanceof QueryFailedError &&
  (error.driverError as { constraint?: string }).constraint === 'accounts_email_key'

// Second factors in PostgreSQL; the secret is sealed before it gets there.
import { createSealer } from '@eventflow/runtime'
import type { Database, Transaction } from '@eventflow/runtime/database'
import { OtpRow, RecoveryCodeRow } from './entities.js'
import type { Otp } from './otp.js'

export type KeptOtp = Otp & { secret: string }

export interface OtpStore {
  /** In place of one that was never confirmed. */
  replace(
    transaction: Transaction,
    accountId: string,
    made: { secret: string; hashes: string[] },
  ): Promise<void>
  isConfirmed(accountId: string): Promise<boolean>
  /** Locked until the transaction ends: guesses happen one after the other. */
  lock(transaction: Transaction, accountId: string): Promise<KeptOtp | undefined>
  change(transaction: Transaction, accountId: string, change: Partial<Otp>): Promise<void>
  /** False when there is no such code, or it was used. */
  useRecoveryCode(transaction: Transaction, accountId: string, hash: string): Promise<boolean>
  recoveryCodesLeft(transaction: Transaction, accountId: string): Promise<number>
  /** False when there was none. */
  remove(transaction: Transaction, accountId: string): Promise<boolean>
}

/** The first of the sealing keys seals, each opens. */
export function otpStore(database: Database, sealingKeys: readonly Buffer[]): OtpStore {
  const sealer = createSealer(sealingKeys)
  return {
    replace: async (transaction, accountId, { secret, hashes }) => {
      await transaction.delete(OtpRow, { accountId })
      const fresh = { confirmedAt: null, lastStep: null, failures: 0, lockedUntil: null }
      await transaction.insert(OtpRow, { accountId, sealedSecret: sealer.seal(secret, accountId), ...fresh })
      await transaction.insert(
        RecoveryCodeRow,
        hashes.map((hash) => ({ hash, accountId })),
      )
    },
    isConfirmed: async (accountId) => {
      const found = await database.reader.findOneBy(OtpRow, { accountId })
      return found !== null && found.confirmedAt !== null
    },
    lock: async (transaction, accountId) => {
      // A row that is not there cannot be locked: without this, two enrolments at once would both insert one.
      await transaction.query('select 1 from accounts where id = $1 for no key update', [accountId])
      const lock = { mode: 'pessimistic_write' } as const
      const row = await transaction.findOne(OtpRow, { where: { accountId }, lock })
      return row ? { ...row, secret: sealer.open(row.sealedSecret, accountId) } : undefined
    },
    change: async (transaction, accountId, change) => {
      await transaction.update(OtpRow, { accountId }, change)
    },
    useRecoveryCode: async (transaction, accountId, hash) => {
      const { affected } = await transaction.delete(RecoveryCodeRow, { accountId, hash })
      return affected === 1
    },
    recoveryCodesLeft: (transaction, accountId) => transaction.countBy(RecoveryCodeRow, { accountId }),
    remove: async (transaction, accountId) => {
      const { affected } = await transaction.delete(OtpRow, { accountId })
      return affected === 1
    },
  }
}

// Takes the second factor from an account, and tells its owner if there was one in use.
import { type DomainEvent, UserSecondFactorChanged } from '@eventflow/contracts'
import type { Transaction } from '@eventflow/runtime/database'
import type { OtpStore } from '../otp-store.js'

export async function removeSecondFactor(
  otps: OtpStore,
  transaction: Transaction,
  userId: string,
): Promise<{ result: boolean; events: DomainEvent[] }> {
  const known = await otps.lock(transaction, userId)
  const removed = await otps.remove(transaction, userId)
  const wasAsked = removed && known?.confirmedAt != null
  return { result: removed, events: wasAsked ? [UserSecondFactorChanged({ userId, change: 'removed' })] : [] }
}

// Asks for the second factor of accounts that have one, wherever the first one was just shown.
import type { Backbone } from '@eventflow/backbone'
import { type DomainEvent, UserSecondFactorChanged } from '@eventflow/contracts'
import type { Audited, RequestFacts } from '@eventflow/http'
import type { Clock } from '@eventflow/runtime'
import type { Transaction } from '@eventflow/runtime/database'
import { InvalidOtp, OtpRequired, TooManyGuesses } from './errors.js'
import { afterFailure, judgeOtp } from './otp.js'
import type { OtpStore } from './otp-store.js'

interface Shown {
  accountId: string
  /** A code of the app, or a recovery code. */
  otp: string | undefined
  from: Pick<RequestFacts, 'address'>
}

export interface SecondFactor {
  /** False where there is none to show. Throws OtpRequired, InvalidOtp or TooManyGuesses. */
  prove(shown: Shown): Promise<boolean>
  /** The first code: from here on it is asked for. False where none waits for that; throws as above. */
  confirm(shown: Shown): Promise<boolean>
}

interface SecondFactorParts {
  backbone: Backbone
  otps: OtpStore
  audited: Audited
  now: Clock
}

type Outcome = 'right' | 'recovery' | 'wrong' | { retryAfterSeconds: number }

export function createSecondFactor(parts: SecondFactorParts): SecondFactor {
  const { backbone, otps, audited, now } = parts
  /** What is told beside the change, in its transaction. */
  const eventsOf = (
    outcome: Outcome | undefined,
    { accountId, from }: Shown,
    isFirst: boolean,
  ): DomainEvent[] => {
    const userId = accountId
    if (outcome === 'right') return isFirst ? [UserSecondFactorChanged({ userId, change: 'added' })] : []
    if (outcome !== 'recovery') return []
    const act = { action: 'otp.recovery-code-used', target: `user:${userId}`, address: from.address }
    return [
      UserSecondFactorChanged({ userId, change: 'recovery-code-used' }),
      audited.word({ ...act, actor: { kind: 'user', id: userId } }, 'done'),
    ]
  }
  const judge = async (
    transaction: Transaction,
    { accountId, otp = '' }: Shown,
    isFirst: boolean,
  ): Promise<Outcome | undefined> => {
    const kept = await otps.lock(transaction, accountId)
    if (!kept || (kept.confirmedAt === null) !== isFirst) return undefined
    const verdict = judgeOtp(kept, { secret: kept.secret, code: otp }, now())
    if (verdict.kind === 'locked') return { retryAfterSeconds: verdict.retryAfterSeconds }
    const clean = { failures: 0, lockedUntil: null }
    if (verdict.kind === 'right') {
      const confirmed = isFirst ? { confirmedAt: now() } : {}
      await otps.change(transaction, accountId, { ...clean, ...confirmed, lastStep: verdict.step })
      return 'right'
    }
    const isRecovery =
      !isFirst &&
      verdict.kind === 'maybe-recovery' &&
      (await otps.useRecoveryCode(transaction, accountId, verdict.hash))
    await otps.change(transaction, accountId, isRecovery ? clean : afterFailure(kept, now()))
    return isRecovery ? 'recovery' : 'wrong'
  }
  /** Commits before anything is refused: a wrong try has to be counted. */
  const tried = async (shown: Shown, isFirst: boolean): Promise<Outcome | undefined> => {
    const { outcome } = await backbone.transact(async (transaction) => {
      const judged = await judge(transaction, shown, isFirst)
      return { outcome: judged, events: eventsOf(judged, shown, isFirst) }
    })
    return outcome
  }
  return {
    prove: async (shown) => {
      if (!(await otps.isConfirmed(shown.accountId))) return false
      if (shown.otp === undefined) throw OtpRequired()
      const outcome = await tried(shown, false)
      refuse(outcome)
      // Nothing was looked at when it was removed at this moment.
      return outcome !== undefined
    },
    confirm: async (shown) => {
      const outcome = await tried(shown, true)
      if (outcome === undefined) return false
      refuse(outcome)
      return true
    },
  }
}

function refuse(outcome: Outcome | undefined): void {
  if (outcome === 'wrong') throw InvalidOtp()
  if (typeof outcome === 'object') throw TooManyGuesses(outcome)
}

// Asks for the second factor of accounts that have one, wherever the first one was just shown.
import type { Audited, RequestFacts } from '@eventflow/http'
import type { Clock } from '@eventflow/runtime'
import type { Database } from '@eventflow/runtime/database'
import { InvalidOtp, OtpRequired, TooManyGuesses } from './errors.js'
import { afterFailure, judgeOtp } from './otp.js'
import type { KeptOtp, OtpStore } from './otp-store.js'

interface Shown {
  accountId: string
  /** A code of the app, or a recovery code. */
  otp: string | undefined
  from: Pick<RequestFacts, 'address'>
}

export interface SecondFactor {
  /** Passes where there is none. Throws OtpRequired, InvalidOtp or TooManyGuesses. */
  prove(shown: Shown): Promise<void>
  /** The first code: from here on it is asked for. False where none waits for that; throws as above. */
  confirm(shown: Shown): Promise<boolean>
}

interface SecondFactorParts {
  database: Database
  otps: OtpStore
  audited: Audited
  now: Clock
}

type Outcome = 'right' | 'recovery' | 'wrong' | { retryAfterSeconds: number }

export function createSecondFactor(parts: SecondFactorParts): SecondFactor {
  const { database, otps, audited, now } = parts
  /** Commits before anything is refused: a wrong try has to be counted. */
  const tried = (
    { accountId, otp = '' }: Shown,
    isWanted: (kept: KeptOtp) => boolean,
    whenRight: Partial<KeptOtp> = {},
  ) =>
    database.transaction(async (transaction): Promise<Outcome | undefined> => {
      const kept = await otps.lock(transaction, accountId)
      if (!kept || !isWanted(kept)) return undefined
      const verdict = judgeOtp(kept, { secret: kept.secret, code: otp }, now())
      if (verdict.kind === 'locked') return { retryAfterSeconds: verdict.retryAfterSeconds }
      const clean = { failures: 0, lockedUntil: null }
      if (verdict.kind === 'right') {
        await otps.change(transaction, accountId, { ...clean, ...whenRight, lastStep: verdict.step })
        return 'right'
      }
      const isRecovery =
        verdict.kind === 'maybe-recovery' &&
        kept.confirmedAt !== null &&
        (await otps.useRecoveryCode(transaction, accountId, verdict.hash))
      await otps.change(transaction, accountId, isRecovery ? clean : afterFailure(kept, now()))
      return isRecovery ? 'recovery' : 'wrong'
    })
  return {
    prove: async (shown) => {
      if (!(await otps.isConfirmed(shown.accountId))) return
      if (shown.otp === undefined) throw OtpRequired()
      const outcome = await tried(shown, ({ confirmedAt }) => confirmedAt !== null)
      if (outcome === 'recovery') await tellRecovery(audited, shown)
      refuse(outcome)
    },
    confirm: async (shown) => {
      const outcome = await tried(shown, ({ confirmedAt }) => confirmedAt === null, { confirmedAt: now() })
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

/** Whoever has lost the app should know that a code of theirs is gone, and so should an auditor. */
const tellRecovery = (audited: Audited, { accountId, from }: Shown) =>
  audited.ask(
    {
      action: 'otp.recovery-code-used',
      target: `user:${accountId}`,
      actor: { kind: 'user', id: accountId },
      address: from.address,
    },
    async () => ({ result: undefined }),
  )

// The second factor of an account: what a code that somebody shows is worth, and what it leaves behind.
import { randomBytes } from 'node:crypto'
import { hashOf } from './refresh-token.js'
import { base32, stepOf } from './totp.js'

export interface Otp {
  /** When the first code was shown; before that it asks for nothing. */
  confirmedAt: Date | null
  /** The step of the last code that was good: it and all before it are spent. */
  lastStep: number | null
  failures: number
  lockedUntil: Date | null
}

export type OtpVerdict =
  | { kind: 'right'; step: number }
  | { kind: 'maybe-recovery'; hash: string }
  | { kind: 'wrong' }
  | { kind: 'locked'; retryAfterSeconds: number }

const freeFailures = 5
const firstLockSeconds = 30
const longestLockSeconds = 900

/** A recovery code is longer than a code of an app, so that each is looked at as what it may be. */
export function judgeOtp(
  otp: Otp,
  { secret, code }: { secret: string; code: string },
  now: Date,
): OtpVerdict {
  if (otp.lockedUntil && otp.lockedUntil > now)
    return {
      kind: 'locked',
      retryAfterSeconds: Math.ceil((otp.lockedUntil.getTime() - now.getTime()) / 1_000),
    }
  const plain = code.replace(/[\s-]/g, '').toUpperCase()
  if (plain.length === recoveryLetters) return { kind: 'maybe-recovery', hash: hashOf(plain) }
  const step = stepOf(secret, plain, now)
  // A code is good once: who looked over a shoulder, or listened in between, comes too late.
  return step !== undefined && step > (otp.lastStep ?? -1) ? { kind: 'right', step } : { kind: 'wrong' }
}

/** Five tries in a row, then half a minute, doubling. */
export function afterFailure(
  { failures }: Pick<Otp, 'failures'>,
  now: Date,
): Pick<Otp, 'failures' | 'lockedUntil'> {
  const count = failures + 1
  if (count < freeFailures) return { failures: count, lockedUntil: null }
  const lockSeconds = Math.min(firstLockSeconds * 2 ** Math.min(count - freeFailures, 20), longestLockSeconds)
  return { failures: count, lockedUntil: new Date(now.getTime() + lockSeconds * 1_000) }
}

const recoveryCodes = 10
/** 140 bits: as a hash alone there is nothing to guess. */
const recoveryLetters = 28
const randomBytesNeeded = Math.ceil((recoveryLetters * 5) / 8)

/** As they are shown, once, and as they are kept. */
export function newRecoveryCodes(): Array<{ shown: string; hash: string }> {
  return Array.from({ length: recoveryCodes }, () => {
    const plain = base32(randomBytes(randomBytesNeeded)).slice(0, recoveryLetters)
    return { shown: (plain.match(/.{7}/g) ?? []).join('-'), hash: hashOf(plain) }
  })
}

// Slows down whoever guesses passwords: for each account, for each device that an account knows, and for each address.

import { rateLimitHeaders } from '@eventflow/http'
import type { Clock, Logger } from '@eventflow/runtime'
import { TooManyAttempts } from './errors.js'

/** One try at a password. */
export interface Attempt {
  /** Whose: the address that was named, whether there is an account or not. */
  subject: string
  /** Where it comes from; empty for a session, of which there is no telling how many share an address. */
  address: string
  /** A device that has signed in to the account before, or a session of it: its tries are counted apart from all others. */
  device?: string
}

export interface ThrottleRules {
  firstLockSeconds: number
  longestLockSeconds: number
  failuresPerAddress: number
}

/** Where tries are counted. Each is counted as failed before it is checked, so that many at once count as many. */
export interface Tally {
  /** Milliseconds to wait; 0 lets the try through. */
  begin(attempt: Attempt, nowMs: number): Promise<number>
  /** The try was right, which ends the row of failures, or it was never checked, which takes it out of the row. */
  settle(attempt: Attempt, outcome: 'right' | 'unchecked'): Promise<void>
  /** Ends every row of failures of an account. */
  forget(subject: string): Promise<void>
}

export interface Throttle {
  /** Throws TooManyAttempts. */
  begin(attempt: Attempt): Promise<void>
  settle(attempt: Attempt, outcome: 'right' | 'unchecked'): Promise<void>
  forget(subject: string): Promise<void>
}

/** Failures in a row that cost nothing yet; the next one locks. */
export const freeFailures = 5
/** A row of failures is forgotten after this long without another. */
export const rowKeptMs = 86_400_000
export const addressWindowMs = 600_000

/** Doubles with every failure beyond those that are free, up to the longest. */
export const lockMsAfter = (
  failures: number,
  { firstLockSeconds, longestLockSeconds }: ThrottleRules,
): number =>
  failures <= freeFailures
    ? 0
    : 1_000 * Math.min(firstLockSeconds * 2 ** Math.min(failures - freeFailures - 1, 30), longestLockSeconds)

interface ThrottleParts {
  /** For all replicas together. */
  shared: Tally
  /** Of this process: it counts along, and decides while the shared one is away. There is never none. */
  own: Tally
  logger: Logger
  now: Clock
}

export function createThrottle({ shared, own, logger, now }: ThrottleParts): Throttle {
  const inBoth = async <T>(work: (tally: Tally) => Promise<T>): Promise<T> => {
    const alone = await work(own)
    try {
      return await work(shared)
    } catch (error) {
      logger.warn('tries at passwords are counted by this process alone', { error: (error as Error).message })
      return alone
    }
  }
  return {
    begin: async (attempt) => {
      const nowMs = now().getTime()
      const waitMs = await inBoth((tally) => tally.begin(attempt, nowMs))
      if (waitMs > 0) throw refusal(Math.ceil(waitMs / 1_000))
    },
    settle: (attempt, outcome) => inBoth((tally) => tally.settle(attempt, outcome)),
    forget: (subject) => inBoth((tally) => tally.forget(subject)),
  }
}

/** The same for a right and a wrong password, since neither was looked at. */
function refusal(retryAfterSeconds: number) {
  const windowSeconds = rowKeptMs / 1_000
  const state = { policy: 'attempts', limit: freeFailures, windowSeconds, remaining: 0 }
  return TooManyAttempts({
    retryAfterSeconds,
    headers: rateLimitHeaders({ ...state, resetSeconds: retryAfterSeconds }),
  })
}

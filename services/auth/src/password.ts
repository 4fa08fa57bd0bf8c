// Passwords: bcrypt over a keyed digest, a bounded number at a time.
import { createHmac } from 'node:crypto'
import bcrypt from 'bcrypt'
import { TooManyLogins } from './errors.js'

export interface Passwords {
  hash(password: string): Promise<string>
  /** `first` is asked in the same turn, right before the work, and may refuse it by throwing. */
  matches(password: string, hash: string, first?: First): Promise<boolean>
  /** Takes as long as a real comparison, for accounts that do not exist. */
  matchNothing(password: string, first?: First): Promise<false>
  /** True for a hash made at a lower cost than is wanted now. */
  isOutdated(hash: string): boolean
}

type First = () => Promise<void>

export interface PasswordConfig {
  pepper: Buffer
  cost: number
  hashesAtOnce: number
  waitingAtMost: number
}

/** bcrypt reads 72 bytes and stops at a zero byte; 64 characters of base64 have neither problem, whatever the password is. */
const digest = (password: string, pepper: Buffer): string =>
  createHmac('sha384', pepper).update(password.normalize('NFKC')).digest('base64')

export async function createPasswords(config: PasswordConfig): Promise<Passwords> {
  const takeTurn = createTurns(config.hashesAtOnce, config.waitingAtMost)
  const hash = (password: string) => takeTurn(() => bcrypt.hash(digest(password, config.pepper), config.cost))
  const matches = (password: string, known: string, first?: First) =>
    takeTurn(async () => {
      await first?.()
      return bcrypt.compare(digest(password, config.pepper), known)
    })
  const nobody = await hash('nobody has this password')
  return {
    hash,
    matches,
    matchNothing: async (password, first) => {
      await matches(password, nobody, first)
      return false
    },
    isOutdated: (known) => bcrypt.getRounds(known) < config.cost,
  }
}

/** Hashing occupies the thread pool that files and name look-ups need too: so many at a time, so many waiting, no more. */
function createTurns(atOnce: number, waitingAtMost: number) {
  let running = 0
  const waiting: Array<() => void> = []
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (waiting.length >= waitingAtMost) throw TooManyLogins({ retryAfterSeconds: 2 })
    if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve))
    else running++
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
}

// Passwords: bcrypt over a keyed digest, a bounded number at a time, and a rule against those that everybody guesses.
import { createHmac } from 'node:crypto'
import bcrypt from 'bcrypt'
import { commonPasswords } from './common-passwords.js'
import { TooManyLogins, WeakPassword } from './errors.js'

export interface Passwords {
  hash(password: string): Promise<string>
  matches(password: string, hash: string): Promise<boolean>
  /** Takes as long as a real comparison, for accounts that do not exist. */
  matchNothing(password: string): Promise<false>
  /** True for a hash made at a lower cost than is wanted now. */
  isOutdated(hash: string): boolean
}

interface PasswordConfig {
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
  const matches = (password: string, known: string) =>
    takeTurn(() => bcrypt.compare(digest(password, config.pepper), known))
  const nobody = await hash('nobody has this password')
  return {
    hash,
    matches,
    matchNothing: async (password) => {
      await matches(password, nobody)
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

const shortest = 8

const lettersOf = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

/** What is left of a password when everything is taken out that an attacker knows of its owner. */
function withoutKnownWords(password: string, { email, name }: { email: string; name: string }): string {
  const [mailbox = ''] = email.split('@', 1)
  const words = [mailbox, name, ...name.split(' '), 'eventflow']
    .map(lettersOf)
    .filter((word) => word.length >= 3)
  return words
    .sort((a, b) => b.length - a.length)
    .reduce((rest, word) => rest.replaceAll(word, ''), lettersOf(password))
}

/** No rule about kinds of characters: length and not being guessable is what counts. */
export function refuseWeak(password: string, about: { email: string; name: string }): void {
  const reason = weaknessOf(password, about)
  if (reason)
    throw WeakPassword({
      detail: reason,
      errors: [{ pointer: '/password', code: 'WEAK_PASSWORD', detail: reason }],
    })
}

function weaknessOf(password: string, about: { email: string; name: string }): string | undefined {
  if ([...password].length < shortest) return `A password has at least ${shortest} characters.`
  if (commonPasswords.has(password.toLowerCase())) return 'This password is on the list of those tried first.'
  const rest = withoutKnownWords(password, about)
  const isShortened = rest.length < lettersOf(password).length
  return isShortened && rest.length < shortest ? 'Leave out your name, your address and ours.' : undefined
}

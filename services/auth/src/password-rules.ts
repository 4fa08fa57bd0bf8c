// Which passwords are refused: short ones, those that everybody guesses or has seen, and those made of what is known of their owner.
import type { Logger } from '@eventflow/runtime'
import { breachesAt, type IsBreached } from './breaches.js'
import { WeakPassword } from './errors.js'
import { isGuessable } from './guessable.js'
import { type PasswordList, readPasswordList } from './password-list.js'

export interface KnownPasswords {
  /** A file: URL of a list to add to what is known anyway. */
  listFile: string | undefined
  breachUrl: string | undefined
  breachWithinMs: number
  breachWhenAway: 'accept' | 'refuse'
}

interface Owner {
  email: string
  name: string
}

/** Throws WeakPassword, which names the field at `pointer`. */
export type RefuseWeak = (password: string, owner: Owner, pointer?: string) => Promise<void>

export async function createPasswordRules(known: KnownPasswords, logger: Logger): Promise<RefuseWeak> {
  const list = known.listFile === undefined ? undefined : await readPasswordList(new URL(known.listFile))
  if (list) logger.info('a list of known passwords is used', { passwords: list.count })
  const { breachUrl: url, breachWithinMs: withinMs, breachWhenAway: whenAway } = known
  const isBreached = url === undefined ? undefined : breachesAt({ url, withinMs, whenAway, logger })
  return refuseWeakBy(list, isBreached)
}

/** No rule about kinds of characters: length and not being guessable is what counts. */
const refuseWeakBy =
  (list?: PasswordList, isBreached?: IsBreached): RefuseWeak =>
  async (password, owner, pointer = '/password') => {
    const detail =
      weaknessOf(password, owner) ??
      (list?.has(password) || (await isBreached?.(password))
        ? 'This password is known from a breach.'
        : undefined)
    if (detail) throw WeakPassword({ detail, errors: [{ pointer, code: 'WEAK_PASSWORD', detail }] })
  }

const shortest = 8

function weaknessOf(password: string, owner: Owner): string | undefined {
  if ([...password].length < shortest) return `A password has at least ${shortest} characters.`
  if (isGuessable(password)) return 'This password is among those that are tried first.'
  const rest = withoutKnownWords(password, owner)
  const isShortened = rest.length < lettersOf(password).length
  return isShortened && rest.length < shortest ? 'Leave out your name, your address and ours.' : undefined
}

const lettersOf = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

/** What is left of a password when everything is taken out that an attacker knows of its owner. */
function withoutKnownWords(password: string, { email, name }: Owner): string {
  const [mailbox = ''] = email.split('@', 1)
  const words = [mailbox, name, ...name.split(' '), 'eventflow']
    .map(lettersOf)
    .filter((word) => word.length >= 3)
  return words
    .sort((a, b) => b.length - a.length)
    .reduce((rest, word) => rest.replaceAll(word, ''), lettersOf(password))
}

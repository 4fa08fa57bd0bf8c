// Which passwords are refused: short ones, those that everybody guesses, and those made of what is known of their owner.
import { commonPasswords } from './common-passwords.js'
import { WeakPassword } from './errors.js'

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
export async function refuseWeak(
  password: string,
  about: { email: string; name: string },
  pointer = '/password',
): Promise<void> {
  const detail = weaknessOf(password, about)
  if (detail) throw WeakPassword({ detail, errors: [{ pointer, code: 'WEAK_PASSWORD', detail }] })
}

function weaknessOf(password: string, about: { email: string; name: string }): string | undefined {
  if ([...password].length < shortest) return `A password has at least ${shortest} characters.`
  if (commonPasswords.has(password.toLowerCase())) return 'This password is on the list of those tried first.'
  const rest = withoutKnownWords(password, about)
  const isShortened = rest.length < lettersOf(password).length
  return isShortened && rest.length < shortest ? 'Leave out your name, your address and ours.' : undefined
}

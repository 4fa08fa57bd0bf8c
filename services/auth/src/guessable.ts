// Whether a password is one of those that are tried first: a common word in the usual dress, a row of keys, a date, a repetition.
import { commonPasswords } from './common-passwords.js'
import { commonWords } from './common-words.js'

/** Digits and signs around a word add little: everybody puts the same ones there. */
const leading = /^[^\p{L}]{0,4}/u
const trailing = /[^\p{L}]{0,6}$/u

/** Written for the letters that they look like. */
const lookAlikes: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '!': 'i',
  '3': 'e',
  '4': 'a',
  '@': 'a',
  '5': 's',
  $: 's',
  '7': 't',
  '8': 'b',
  '9': 'g',
}

const keyRows = [
  '01234567890',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiop',
  'qwertzuiop',
  'asdfghjkl',
  'zxcvbnm',
]
const keyColumns = [
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm',
  '1q2w3e4r5t6y7u8i9o0p',
  'q1w2e3r4t5y6u7i8o9p0',
  'qazwsxedcrfvtgb',
]
const keyPad = ['147258369', '789456123', '159357']
const rows = [...keyRows, ...keyColumns, ...keyPad].flatMap((row) => [row, [...row].reverse().join('')])

const dates = [/^(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/, /^(0[1-9]|[12]\d|3[01]){2}(19|20)\d\d$/]

/** Parts of rows from this length on are steps of a walk along the keys. */
const shortestStep = 3
const straysAtMost = 2

export function isGuessable(password: string): boolean {
  const plain = password.normalize('NFKC').toLowerCase()
  if (commonPasswords.has(plain) || isRepetition(plain) || isWalk(plain)) return true
  if (dates.some((date) => date.test(plain.replace(/[-./ ]/g, '')))) return true
  const bare = plain.replace(trailing, '')
  return [bare, bare.replace(leading, '')].flatMap((word) => [word, withLetters(word)]).some(isWord)
}

const withLetters = (text: string): string => [...text].map((sign) => lookAlikes[sign] ?? sign).join('')

function isWord(word: string): boolean {
  if (commonWords.has(word) || commonPasswords.has(word)) return true
  const half = word.slice(0, word.length / 2)
  return half + half === word && commonWords.has(half)
}

/** Longer ones are tried by nobody first, and some people like to type one sign very often. */
const longestRepetition = 24

/** One to four signs over and over. */
function isRepetition(text: string): boolean {
  if (text.length > longestRepetition) return false
  for (let length = 1; length <= 4; length++)
    if (
      text
        .slice(0, length)
        .repeat(Math.ceil(text.length / length))
        .startsWith(text)
    )
      return true
  return false
}

/** Nothing but parts of rows of keys, one after the other, with a stray sign or two between them. */
function isWalk(text: string): boolean {
  let [at, strays] = [0, 0]
  while (at < text.length) {
    const step = longestStep(text.slice(at))
    if (step === 0) strays += 1
    if (strays > straysAtMost) return false
    at += Math.max(step, 1)
  }
  return true
}

function longestStep(text: string): number {
  for (let length = Math.min(text.length, 28); length >= shortestStep; length--)
    if (rows.some((row) => row.includes(text.slice(0, length)))) return length
  return 0
}

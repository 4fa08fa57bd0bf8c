// What is said about an account, in the language of whom it is for.
import type { MailKind } from '../mail.js'
import { localesFor } from '../write-templates/template.js'
import type { LetterFacts, Words } from './words.js'
import { german } from './words-de.js'
import { english } from './words-en.js'

const languages: Readonly<Record<string, Words>> = { de: german, en: english }

interface LetterOrder extends Omit<LetterFacts, 'until'> {
  kind: string
  locale: string
  expiresAt?: Date | undefined
}

interface Letter {
  title: string
  lines: readonly string[]
  /** What stands on its link, in kinds that have one. */
  linkLabel: string
}

/** Nothing for what is no letter about an account: that has its words with it. */
export function letterOf({ kind, locale, expiresAt, ...facts }: LetterOrder): Letter | undefined {
  const language = localesFor(locale).find((one) => Object.hasOwn(languages, one)) ?? 'en'
  const words = languages[language] ?? english
  if (!Object.hasOwn(words, kind)) return undefined
  const until = expiresAt && momentIn(language, expiresAt)
  const { subject, lines, action = '' } = words[kind as MailKind]({ ...facts, until })
  return { title: subject, lines, linkLabel: action }
}

/** The moment that a link ends, without a doubt about the zone. */
const momentIn = (language: string, moment: Date): string =>
  `${new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(moment)} UTC`

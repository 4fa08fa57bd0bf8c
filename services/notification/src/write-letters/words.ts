// What a letter can say in one language, and what it is told to say it.
import type { MailKind } from '../mail.js'

export interface LetterFacts {
  /** Until when the link works, written out. */
  until?: string | undefined
  /** Where it was done from. */
  ip?: string | undefined
  userAgent?: string | undefined
}

export interface Saying {
  subject: string
  lines: readonly string[]
  /** What stands on the link, in kinds that have one. */
  action?: string
}

/** What is said in one language; the greeting and the rest of the page are the template's. */
export type Words = Readonly<Record<MailKind, (facts: LetterFacts) => Saying>>

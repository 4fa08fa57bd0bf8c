// What a letter can say in one language, and what it is told to say it.
import type { MailKind } from '../mail.js'

export interface LetterFacts {
  /** Only once the address is proven: until then anybody can send any text to any address under the word "name". */
  name?: string | undefined
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

export interface Words {
  hello(name: string | undefined): string
  /** Under each letter. */
  closing: string
  /** In front of the address of the link, for whoever cannot click. */
  copyLink: string
  say: Readonly<Record<MailKind, (facts: LetterFacts) => Saying>>
}

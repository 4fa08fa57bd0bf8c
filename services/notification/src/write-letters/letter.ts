// A letter in the language of whom it is for, as text and as HTML. Whatever is put into the HTML is escaped.
import type { MailKind } from '../mail.js'
import type { LetterFacts, Words } from './words.js'
import { german } from './words-de.js'
import { english } from './words-en.js'

const languages: Readonly<Record<string, Words>> = { de: german, en: english }

export interface LetterOrder extends Omit<LetterFacts, 'until'> {
  kind: MailKind
  locale?: string | undefined
  /** Where the link leads, in kinds that have one. */
  link?: string | undefined
  expiresAt?: Date | undefined
}

export interface Letter {
  language: string
  subject: string
  text: string
  html: string
}

export function writeLetter({ kind, locale = 'en', link, expiresAt, ...facts }: LetterOrder): Letter {
  const [wanted = ''] = locale.split('-')
  const language = Object.hasOwn(languages, wanted) ? wanted : 'en'
  const words = languages[language] ?? english
  const until = expiresAt && momentIn(language, expiresAt)
  const { subject, lines, action } = words.say[kind]({ ...facts, until })
  const hello = words.hello(facts.name)
  const leads = link && action ? { link, action } : undefined
  const paragraphs = [hello, ...lines]
  return {
    language,
    subject: oneLine(subject),
    text: [...paragraphs, ...(leads ? [`${leads.action}:\n${leads.link}`] : []), `-- \n${words.closing}`]
      .join('\n\n')
      .concat('\n'),
    html: page(language, [
      ...paragraphs.map((line) => html`<p>${line}</p>`),
      ...(leads ? linked(leads, words) : []),
      html`<p style="color:#666;font-size:85%">${words.closing}</p>`,
    ]),
  }
}

const linked = ({ link, action }: { link: string; action: string }, { copyLink }: Words): string[] => [
  html`<p><a href="${link}" style="${button}">${action}</a></p>`,
  html`<p style="font-size:85%">${copyLink}<br>${link}</p>`,
]

const button =
  'display:inline-block;padding:10px 16px;background:#1a56db;color:#fff;text-decoration:none;border-radius:6px'
const body = 'font-family:system-ui,sans-serif;line-height:1.5;max-width:36em;margin:2em auto;padding:0 1em'

const page = (language: string, parts: readonly string[]): string =>
  [html`<!doctype html><html lang="${language}"><body style="${body}">`, ...parts, '</body></html>'].join(
    '\n',
  )

/** The moment that a link ends, without a doubt about the zone. */
const momentIn = (language: string, moment: Date): string =>
  `${new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(moment)} UTC`

/** A line end in a subject would begin a header of somebody else's choice. */
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()

const signs: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => signs[sign] ?? '')

/** Text of ours stays as it stands; everything put into it is escaped, with no way around. */
const html = (ours: TemplateStringsArray, ...theirs: readonly string[]): string =>
  ours.map((part, index) => part + escaped(theirs[index] ?? '')).join('')

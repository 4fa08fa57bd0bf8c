// Turns kept mails into the answers of Mailpit's API.
import { createHash } from 'node:crypto'
import type { Attachment, Email } from 'postal-mime'
import { isInline, type Mail, textOf } from './mail.js'

export interface Page {
  start: number
  limit: number
}

export function listAnswer(found: Mail[], all: Mail[], { start, limit }: Page) {
  const messages = found.slice(start, start + limit).map(({ id, read, created, summary, envelope }) => ({
    ID: id,
    Read: read,
    Created: created,
    Username: envelope.user,
    Tags: [],
    ...summary,
  }))
  return {
    total: all.length,
    unread: unreadOf(all),
    count: messages.length,
    messages_count: found.length,
    messages_unread: unreadOf(found),
    start,
    tags: [],
    messages,
  }
}

export const unreadOf = (mails: Mail[]) => mails.filter((mail) => !mail.read).length

export function messageAnswer({ id, created, envelope, summary }: Mail, email: Email) {
  const { Attachments: _, Snippet: __, ...rest } = summary
  const parts = email.attachments.map((attachment, index) => ({
    attachment,
    answer: partAnswer(attachment, index),
  }))
  return {
    ID: id,
    ...rest,
    ReturnPath: email.returnPath?.replace(/^<|>$/g, '') ?? envelope.from,
    ListUnsubscribe: unsubscribeAnswer(email),
    Date: sendingTime(email) ?? created,
    Tags: [],
    Username: envelope.user,
    Text: textOf(email),
    HTML: email.html ?? '',
    Inline: parts.filter((part) => isInline(part.attachment)).map((part) => part.answer),
    Attachments: parts.filter((part) => !isInline(part.attachment)).map((part) => part.answer),
  }
}

function partAnswer(attachment: Attachment, index: number) {
  const bytes = contentOf(attachment)
  const digest = (algorithm: string) => createHash(algorithm).update(bytes).digest('hex')
  return {
    PartID: String(index + 1),
    FileName: attachment.filename ?? '',
    ContentType: attachment.mimeType,
    ContentID: (attachment.contentId ?? '').replace(/^<|>$/g, ''),
    Size: bytes.length,
    Checksums: { MD5: digest('md5'), SHA1: digest('sha1'), SHA256: digest('sha256') },
  }
}

export function contentOf({ content }: Attachment): Buffer {
  return typeof content === 'string' ? Buffer.from(content) : Buffer.from(content as Uint8Array)
}

/** Undefined when the mail states none that can be read. */
function sendingTime({ date }: Email): string | undefined {
  const ms = Date.parse(date ?? '')
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString()
}

function unsubscribeAnswer({ headers }: Email) {
  const value = (key: string) => headers.find((header) => header.key === key)?.value ?? ''
  const Header = value('list-unsubscribe')
  const Links = [...Header.matchAll(/<([^>]+)>/g)].map((match) => match[1])
  return { Header, Links, Errors: '', HeaderPost: value('list-unsubscribe-post') }
}

/** Header names with all their values, as `{ "Received": ["...", "..."] }`. */
export function headersAnswer({ headers }: Email): Record<string, string[]> {
  const answer = new Map<string, string[]>()
  for (const { key, value } of headers) {
    const name = key.replace(
      /(^|-)([a-z])/g,
      (_, dash: string, letter: string) => dash + letter.toUpperCase(),
    )
    answer.set(name, [...(answer.get(name) ?? []), value])
  }
  return Object.fromEntries(answer)
}

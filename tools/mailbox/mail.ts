// What the mailbox keeps of a mail: the bytes as they came, who sent them to whom, and a summary to list and search by.
import PostalMime, { type Address, type Attachment, type Email } from 'postal-mime'

export interface Envelope {
  from: string
  to: string[]
  user: string
}

export interface Person {
  Name: string
  Address: string
}

/** Named as in Mailpit's API, so that it is answered as it is. */
export interface Summary {
  MessageID: string
  From: Person
  To: Person[]
  Cc: Person[]
  Bcc: Person[]
  ReplyTo: Person[]
  Subject: string
  Size: number
  Attachments: number
  Snippet: string
}

export interface Mail {
  id: string
  created: string
  read: boolean
  envelope: Envelope
  summary: Summary
  /** Lower case; what free text is looked for in. */
  searchText: string
  raw: Buffer
}

const SNIPPET_CHARACTERS = 250
const SEARCHABLE_CHARACTERS = 50_000

export const parseMail = (raw: Buffer): Promise<Email> => PostalMime.parse(raw)

export function summarise(email: Email, { envelope, raw }: Pick<Mail, 'envelope' | 'raw'>): Summary {
  const To = people(email.to)
  const Cc = people(email.cc)
  return {
    MessageID: (email.messageId ?? '').replace(/^<|>$/g, ''),
    From: people(email.from ? [email.from] : [])[0] ?? { Name: '', Address: envelope.from },
    To,
    Cc,
    Bcc: [...people(email.bcc), ...unnamedRecipients(envelope, [...To, ...Cc, ...people(email.bcc)])],
    ReplyTo: people(email.replyTo),
    Subject: email.subject ?? '',
    Size: raw.length,
    Attachments: email.attachments.filter((each) => !isInline(each)).length,
    Snippet: textOf(email).replace(/\s+/g, ' ').trim().slice(0, SNIPPET_CHARACTERS),
  }
}

/** Who got the mail without standing in it: that is what a blind copy is. */
function unnamedRecipients(envelope: Envelope, named: Person[]): Person[] {
  const known = new Set(named.map((person) => person.Address.toLowerCase()))
  return envelope.to.filter((to) => !known.has(to.toLowerCase())).map((to) => ({ Name: '', Address: to }))
}

function people(addresses: Address[] | undefined): Person[] {
  return (addresses ?? []).flatMap((each) =>
    each.address === undefined ? people(each.group) : [{ Name: each.name, Address: each.address }],
  )
}

/** The text part, or what is left of the HTML part without its tags. */
export function textOf({ text, html }: Email): string {
  if (text) return text
  const visible = (html ?? '').replace(/<(style|script|head)\b[\s\S]*?<\/\1\s*>/gi, '')
  const broken = visible.replace(/<(br|\/p|\/div|\/tr|\/h\d|\/li)\b[^>]*>/gi, '\n').replace(/<[^>]*>/g, '')
  const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", nbsp: ' ' }
  return broken.replace(/&(amp|lt|gt|quot|#39|nbsp);/g, (_, name: string) => named[name] ?? '').trim()
}

export function searchTextOf(email: Email, { Subject, From, To, Cc, Bcc }: Summary): string {
  const persons = [From, ...To, ...Cc, ...Bcc].map((person) => `${person.Name} ${person.Address}`)
  const names = email.attachments.map((each) => each.filename ?? '')
  return [Subject, ...persons, ...names, textOf(email)]
    .join('\n')
    .toLowerCase()
    .slice(0, SEARCHABLE_CHARACTERS)
}

/** Shown inside the HTML part, not as a file of its own. */
export function isInline({ disposition, contentId, related }: Attachment): boolean {
  return disposition !== 'attachment' && (related === true || contentId !== undefined)
}

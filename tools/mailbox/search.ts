// Mailpit's search: words that all must fit, with fields before a colon, quotes around phrases and a minus for "not".
import type { Mail, Person } from './mail.js'

type Test = (mail: Mail) => boolean

/** Undefined when there is nothing in it to look for. */
export function searchFor(query: string): Test | undefined {
  const tests = [...query.matchAll(/([-!]?)((?:[\w-]+:)?"[^"]*"|\S+)/g)].map(([, not, term]) => {
    const test = testOf((term ?? '').replaceAll('"', '').toLowerCase())
    return not ? (mail: Mail) => !test(mail) : test
  })
  return tests.length > 0 ? (mail) => tests.every((test) => test(mail)) : undefined
}

function testOf(term: string): Test {
  if (term === 'is:read') return (mail) => mail.read
  if (term === 'is:unread') return (mail) => !mail.read
  if (term === 'has:attachment' || term === 'has:attachments') return (mail) => mail.summary.Attachments > 0
  const colon = term.indexOf(':')
  const field = colon > 0 ? FIELDS[term.slice(0, colon)] : undefined
  if (!field) return (mail) => mail.searchText.includes(term)
  const wanted = term.slice(colon + 1)
  return (mail) => field(mail).toLowerCase().includes(wanted)
}

const FIELDS: Record<string, ((mail: Mail) => string) | undefined> = {
  to: ({ summary }) => named(summary.To),
  from: ({ summary }) => named([summary.From]),
  cc: ({ summary }) => named(summary.Cc),
  bcc: ({ summary }) => named(summary.Bcc),
  'reply-to': ({ summary }) => named(summary.ReplyTo),
  addressed: ({ summary: { From, To, Cc, Bcc, ReplyTo } }) => named([From, ...To, ...Cc, ...Bcc, ...ReplyTo]),
  subject: ({ summary }) => summary.Subject,
  'message-id': ({ summary }) => summary.MessageID,
}

const named = (people: Person[]) => people.map((person) => `${person.Name} ${person.Address}`).join('\n')

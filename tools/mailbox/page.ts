// The mailbox for eyes: a list of mails and one mail, as plain HTML without a script.
import { type Response, Router } from 'express'
import type { Email } from 'postal-mime'
import { isInline, type Mail, type Person, parseMail, textOf } from './mail.js'
import type { MailStore } from './mail-store.js'
import { searchFor } from './search.js'

const LISTED = 100
const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; form-action 'self'; base-uri 'none'"
// A mail may show itself and open its links in a new tab. It may not run scripts, fetch anything from elsewhere or send a form.
const SANDBOX = 'allow-popups allow-popups-to-escape-sandbox'
const MAIL_POLICY = `sandbox ${SANDBOX}; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; form-action 'none'`

export function mailPages(store: MailStore): Router {
  const pages = Router()
  pages.get('/', (request, response) => {
    const query = String(request.query.query ?? '')
    const found = store.all().filter(searchFor(query) ?? (() => true))
    send(response, listPage(found, query), PAGE_POLICY)
  })
  pages.get('/view/:id', async (request, response) => {
    const mail = store.find(request.params.id)
    if (!mail) return void response.status(404).type('text').send('there is no such message')
    await store.setRead([mail], true)
    send(response, mailPage(mail, await parseMail(mail.raw)), PAGE_POLICY)
  })
  pages.get('/view/:id/html', async (request, response) => {
    const mail = store.find(request.params.id)
    if (!mail) return void response.status(404).type('text').send('there is no such message')
    send(response, mailHtml(mail, await parseMail(mail.raw)), MAIL_POLICY)
  })
  return pages
}

function send(response: Response, html: string, policy: string): void {
  response.set({
    'content-security-policy': policy,
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  })
  response.type('html').send(html)
}

/** The HTML part with its inline pictures taken from this server and its links opening beside the mailbox. */
function mailHtml({ id }: Mail, { html, attachments }: Email): string {
  const partOf = (contentId: string) =>
    attachments.findIndex((each) => each.contentId?.replace(/^<|>$/g, '') === contentId) + 1
  const shown = (html ?? '').replace(
    /(["'(])cid:([^"')\s]+)/gi,
    (whole, before: string, contentId: string) => {
      const part = partOf(decodeURIComponentSafely(contentId))
      return part > 0 ? `${before}/api/v1/message/${id}/part/${part}` : whole
    },
  )
  return `<!doctype html><meta charset="utf-8"><base target="_blank">${shown}`
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function listPage(mails: Mail[], query: string): string {
  const rows = mails.slice(0, LISTED).map(({ id, read, created, summary }) => {
    const to = [...summary.To, ...summary.Cc, ...summary.Bcc].map((person) => person.Address).join(', ')
    const subject = summary.Subject || '(no subject)'
    return `<tr${read ? '' : ' class="unread"'}><td>${escaped(created.slice(0, 19).replace('T', ' '))}</td>
<td>${escaped(summary.From.Address)}</td><td>${escaped(to)}</td>
<td><a href="/view/${id}">${escaped(subject)}</a> <small>${escaped(summary.Snippet.slice(0, 90))}</small></td></tr>`
  })
  const more = mails.length > LISTED ? `<p>The newest ${LISTED} of ${mails.length}.</p>` : ''
  const body = rows.length > 0 ? `<table>${rows.join('\n')}</table>${more}` : '<p>No mail.</p>'
  return frame(
    'Mailbox',
    `<meta http-equiv="refresh" content="5">`,
    `<form><input name="query" value="${escaped(query)}" placeholder="to:ada subject:welcome"> <button>Search</button></form>${body}`,
  )
}

function mailPage({ id, created, summary }: Mail, email: Email): string {
  const row = (name: string, people: Person[]) =>
    people.length === 0 ? '' : `<tr><th>${name}</th><td>${escaped(people.map(written).join(', '))}</td></tr>`
  const files = email.attachments.map((file, index) => {
    const name = file.filename ?? file.mimeType
    return isInline(file)
      ? ''
      : `<li><a href="/api/v1/message/${id}/part/${index + 1}">${escaped(name)}</a></li>`
  })
  const head = [
    row('From', [summary.From]),
    row('To', summary.To),
    row('Cc', summary.Cc),
    row('Bcc', summary.Bcc),
  ].join('')
  const html = email.html
    ? `<iframe sandbox="${SANDBOX}" src="/view/${id}/html" title="HTML part"></iframe>`
    : ''
  const text = `<h2>Text</h2><pre>${escaped(textOf(email))}</pre>`
  return frame(
    summary.Subject,
    '',
    `<p><a href="/">All mails</a> · <a href="/api/v1/message/${id}/raw">source</a></p><h1>${escaped(summary.Subject)}</h1>
<table>${head}<tr><th>At</th><td>${escaped(created)}</td></tr></table><ul>${files.join('')}</ul>${html}${text}`,
  )
}

const written = ({ Name, Address }: Person) => (Name ? `${Name} <${Address}>` : Address)

function frame(title: string, head: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title>${head}<style>
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; color-scheme: light dark }
table { border-collapse: collapse; width: 100% } td, th { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #8884 }
.unread a { font-weight: bold } small { opacity: .7 } pre { white-space: pre-wrap } input { width: 24rem }
iframe { width: 100%; height: 32rem; border: 1px solid #8884; background: #fff }
</style></head><body>${body}</body></html>`
}

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '')

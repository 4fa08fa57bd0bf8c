// Mailpit's HTTP API, as far as tests and people use it: list, search, read, mark, delete.
import { type Request, type Response, Router, text } from 'express'
import type { Attachment } from 'postal-mime'
import { type Mail, parseMail } from './mail.js'
import { contentOf, headersAnswer, listAnswer, messageAnswer, unreadOf } from './mail-answers.js'
import type { MailStore } from './mail-store.js'
import { searchFor } from './search.js'
import type { SmtpCounters } from './smtp.js'

const DEFAULT_PAGE = 50

interface Selection {
  ids: string[]
  search: string
  read: boolean
}

export function mailApi(store: MailStore, counters: SmtpCounters): Router {
  const api = Router()
  // Mailpit reads JSON whatever its content type says, so a client need not say it.
  api.use(text({ type: () => true, limit: '1mb' }))
  api.get('/info', (_request, response) => void response.json(infoAnswer(store, counters)))
  api.get('/messages', (request, response) => {
    response.json(listAnswer(store.all(), store.all(), pageOf(request)))
  })
  api.put('/messages', async (request, response) => {
    const selection = selectionOf(request)
    if (!selection) return void refuse(response, 'the body is not { "IDs": [...], "Read": true }')
    const { ids, search, read } = selection
    if (ids.length > 0 && search) return void refuse(response, 'either IDs or Search, not both')
    const chosen = search ? store.all().filter(searchFor(search) ?? (() => false)) : chosenOf(store, ids)
    await store.setRead(chosen, read)
    response.type('text').send('ok')
  })
  api.delete('/messages', async (request, response) => {
    const selection = selectionOf(request)
    if (!selection) return void refuse(response, 'the body is not { "IDs": [...] }')
    await store.remove(chosenOf(store, selection.ids))
    response.type('text').send('ok')
  })
  api.get('/search', (request, response) => {
    const found = foundBy(request, store)
    if (!found) return void refuse(response, 'no search query')
    response.json(listAnswer(found, store.all(), pageOf(request)))
  })
  api.delete('/search', async (request, response) => {
    const found = foundBy(request, store)
    if (!found) return void refuse(response, 'no search query')
    await store.remove(found)
    response.type('text').send('ok')
  })
  api.use('/message/:id', messageApi(store))
  return api
}

function messageApi(store: MailStore): Router {
  const api = Router({ mergeParams: true })
  const withMail = (answer: (mail: Mail, request: Request, response: Response) => Promise<void> | void) => {
    return async (request: Request, response: Response) => {
      const mail = store.find(String(request.params.id))
      if (!mail) return void response.status(404).type('text').send('there is no such message')
      await answer(mail, request, response)
    }
  }
  api.get(
    '/',
    withMail(async (mail, _request, response) => {
      await store.setRead([mail], true)
      response.json(messageAnswer(mail, await parseMail(mail.raw)))
    }),
  )
  api.get(
    '/headers',
    withMail(async (mail, _request, response) => {
      response.json(headersAnswer(await parseMail(mail.raw)))
    }),
  )
  api.get(
    '/raw',
    withMail((mail, _request, response) => void response.type('text/plain; charset=utf-8').send(mail.raw)),
  )
  api.get(
    '/part/:part',
    withMail(async (mail, request, response) => {
      const { attachments } = await parseMail(mail.raw)
      const attachment = attachments[Number(request.params.part) - 1]
      if (!attachment) return void response.status(404).type('text').send('there is no such part')
      sendPart(attachment, response)
    }),
  )
  return api
}

// What a browser would run scripts of, if it opened it as a page.
const ACTIVE = /html|xml|svg|javascript|ecmascript/

function sendPart(attachment: Attachment, response: Response): void {
  const active = ACTIVE.test(attachment.mimeType)
  const name = encodeURIComponent(attachment.filename ?? 'part')
  response.set({
    'content-type': active ? 'application/octet-stream' : attachment.mimeType,
    'content-disposition': `${active ? 'attachment' : 'inline'}; filename*=UTF-8''${name}`,
    'content-security-policy': "sandbox; default-src 'none'",
  })
  response.send(contentOf(attachment))
}

/** Undefined when the body is something else: a mistaken one must not be read as "all mails". */
function selectionOf(request: Request): Selection | undefined {
  const body = typeof request.body === 'string' && request.body.trim() ? parsed(request.body) : {}
  if (typeof body !== 'object' || body === null) return undefined
  const { IDs, Search, Read } = body as Record<string, unknown>
  const ids: unknown = IDs ?? []
  if (!Array.isArray(ids) || ids.some((id) => typeof id !== 'string')) return undefined
  if (typeof (Search ?? '') !== 'string') return undefined
  return { ids, search: String(Search ?? ''), read: Read === true }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

/** No ids at all mean all mails. */
function chosenOf(store: MailStore, ids: string[]): Mail[] {
  return ids.length > 0 ? store.all().filter((mail) => ids.includes(mail.id)) : store.all()
}

function foundBy({ query }: Request, store: MailStore): Mail[] | undefined {
  const test = searchFor(String(query.query ?? ''))
  return test && store.all().filter(test)
}

function pageOf({ query }: Request) {
  const number = (value: unknown, otherwise: number) => {
    const parsed = Number.parseInt(String(value ?? ''), 10)
    return parsed >= 0 ? parsed : otherwise
  }
  return { start: number(query.start, 0), limit: number(query.limit, DEFAULT_PAGE) }
}

const refuse = (response: Response, why: string) => response.status(400).type('text').send(why)

function infoAnswer(store: MailStore, counters: SmtpCounters) {
  const all = store.all()
  return {
    Version: 'EventFlow mailbox',
    Messages: all.length,
    Unread: unreadOf(all),
    DatabaseSize: all.reduce((sum, mail) => sum + mail.raw.length, 0),
    Tags: {},
    RuntimeStats: {
      Uptime: Math.round(process.uptime()),
      Memory: process.memoryUsage.rss(),
      SMTPAccepted: counters.accepted,
      SMTPAcceptedSize: counters.acceptedBytes,
      SMTPRejected: counters.rejected,
    },
  }
}

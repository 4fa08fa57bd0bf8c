import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTransport, type SendMailOptions } from 'nodemailer'
import { type Mailbox, openMailbox } from './mailbox.js'

interface Answer {
  total: number
  unread: number
  messages_count: number
  messages: { ID: string; Subject: string; Read: boolean; Attachments: number; Snippet: string }[]
}

const mail = (options: SendMailOptions): SendMailOptions => ({
  from: 'EventFlow <no-reply@eventflow.test>',
  to: 'Ada <ada@demo.test>',
  subject: 'Welcome',
  text: 'Hello Ada',
  ...options,
})

describe('the mailbox', () => {
  let folder: string
  let mailbox: Mailbox

  const open = () => openMailbox({ host: '127.0.0.1', smtpPort: 0, httpPort: 0, folder })
  const ask = (path: string, request?: RequestInit) => fetch(`${mailbox.http}${path}`, request)
  const list = async (path = '/api/v1/messages') => (await (await ask(path)).json()) as Answer
  const read = async (id: string) =>
    (await (await ask(`/api/v1/message/${id}`)).json()) as Record<string, unknown>
  const sendAll = async (...mails: SendMailOptions[]) => {
    const transport = createTransport(mailbox.smtp)
    for (const each of mails) await transport.sendMail(each)
    transport.close()
  }

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mailbox-'))
    mailbox = await open()
  })
  afterEach(async () => {
    await mailbox.close()
    rmSync(folder, { recursive: true })
  })

  it('lists the newest mail first, with a subject in any script', async () => {
    await sendAll(mail({}), mail({ subject: 'Grüße 你好 🎉', to: 'Ädä <ada@demo.test>' }))
    const { total, unread, messages } = await list()
    assert.deepEqual({ total, unread }, { total: 2, unread: 2 })
    assert.deepEqual(
      messages.map((message) => message.Subject),
      ['Grüße 你好 🎉', 'Welcome'],
    )
    assert.equal(messages[1]?.Snippet, 'Hello Ada')
  })

  it('gives a part of the list and says how many there are', async () => {
    await sendAll(mail({ subject: 'one' }), mail({ subject: 'two' }), mail({ subject: 'three' }))
    const { total, messages } = await list('/api/v1/messages?start=1&limit=1')
    assert.equal(total, 3)
    assert.deepEqual(
      messages.map((message) => message.Subject),
      ['two'],
    )
  })

  it('shows text and HTML of a mail and takes it for read', async () => {
    await sendAll(mail({ text: 'plain', html: '<p>rich</p>' }))
    const answer = await read('latest')
    assert.equal(String(answer.Text).trim(), 'plain')
    assert.match(String(answer.HTML), /<p>rich<\/p>/)
    assert.equal(answer.ReturnPath, 'no-reply@eventflow.test')
    assert.equal((await list()).unread, 0)
  })

  it('makes a text of a mail that has HTML only', async () => {
    await sendAll(
      mail({
        text: undefined,
        html: '<style>p{}</style><p>Your code is <b>123456</b></p><p>Bye &amp; thanks</p>',
      }),
    )
    assert.equal((await read('latest')).Text, 'Your code is 123456\nBye & thanks')
  })

  it('hands out an attachment byte by byte', async () => {
    const content = Buffer.from(Array.from({ length: 5000 }, (_, index) => index % 256))
    await sendAll(
      mail({ attachments: [{ filename: 'Rechnung ü.pdf', contentType: 'application/pdf', content }] }),
    )
    const { ID, Attachments } = await read('latest')
    const [{ PartID, FileName, ContentType, Size } = {} as Record<string, unknown>] = Attachments as Record<
      string,
      unknown
    >[]
    assert.deepEqual(
      { FileName, ContentType, Size },
      { FileName: 'Rechnung ü.pdf', ContentType: 'application/pdf', Size: 5000 },
    )
    const part = await ask(`/api/v1/message/${ID}/part/${PartID}`)
    assert.equal(part.headers.get('content-type'), 'application/pdf')
    assert.deepEqual(Buffer.from(await part.arrayBuffer()), content)
  })

  it('names every recipient, the blind ones from the envelope', async () => {
    await sendAll(mail({ to: ['a@x.test', 'b@x.test'], cc: 'c@x.test', bcc: 'd@x.test' }))
    const { To, Cc, Bcc } = await read('latest')
    const addresses = (people: unknown) => (people as { Address: string }[]).map((person) => person.Address)
    assert.deepEqual([To, Cc, Bcc].map(addresses), [['a@x.test', 'b@x.test'], ['c@x.test'], ['d@x.test']])
  })

  it('refuses a mail that is too large with 552, announced or not', async () => {
    const text = 'x'
      .repeat(76)
      .concat('\n')
      .repeat((11 * 1024 * 1024) / 77)
    await assert.rejects(sendAll(mail({ text })), { responseCode: 552 })
    assert.equal(await sendUnannounced(new URL(mailbox.smtp), text), 552)
    await sendAll(mail({ subject: 'small' }))
    assert.deepEqual(
      (await list()).messages.map((message) => message.Subject),
      ['small'],
    )
  })

  it('finds mails by field and by word', async () => {
    await sendAll(
      mail({ to: 'alan@demo.test', subject: 'Your order' }),
      mail({ subject: 'Your order', text: 'Confirmed' }),
    )
    const count = async (query: string) =>
      (await list(`/api/v1/search?query=${encodeURIComponent(query)}`)).messages_count
    const queries = [
      'to:ada@demo.test',
      'subject:"your order"',
      'from:no-reply',
      'confirmed',
      'to:ada subject:nothing',
      '-confirmed',
    ]
    assert.deepEqual(await Promise.all(queries.map(count)), [1, 2, 2, 1, 0, 1])
    assert.equal((await ask('/api/v1/search')).status, 400)
  })

  it('marks and deletes chosen mails, and all of them', async () => {
    await sendAll(mail({ subject: 'one' }), mail({ subject: 'two' }))
    const [two] = (await list()).messages
    const body = JSON.stringify({ IDs: [two?.ID], Read: true })
    assert.equal(await (await ask('/api/v1/messages', { method: 'PUT', body })).text(), 'ok')
    assert.equal((await list()).unread, 1)
    await ask('/api/v1/messages', { method: 'DELETE', body })
    assert.deepEqual(
      (await list()).messages.map((message) => message.Subject),
      ['one'],
    )
    await ask('/api/v1/messages', { method: 'DELETE' })
    assert.equal((await list()).total, 0)
  })

  it('deletes nothing when it does not understand what to delete', async () => {
    await sendAll(mail({}))
    for (const body of ['{"IDs":', '{"IDs":"all"}', '{"IDs":[1]}', '[]x']) {
      assert.equal((await ask('/api/v1/messages', { method: 'DELETE', body })).status, 400)
    }
    assert.equal((await list()).total, 1)
  })

  it('answers 404 for a mail or a part that it does not have', async () => {
    await sendAll(mail({}))
    const paths = ['/api/v1/message/none', '/api/v1/message/latest/part/9', '/view/none']
    assert.deepEqual(await Promise.all(paths.map(async (path) => (await ask(path)).status)), [404, 404, 404])
  })

  it('gives headers and source as they came', async () => {
    await sendAll(mail({ headers: { 'X-Event': 'order.created', ['__proto__']: 'x' } }))
    const headers = (await (await ask('/api/v1/message/latest/headers')).json()) as Record<string, string[]>
    assert.deepEqual(headers['X-Event'], ['order.created'])
    assert.match(await (await ask('/api/v1/message/latest/raw')).text(), /^X-Event: order.created\r$/m)
  })

  it('still has its mails after a restart', async () => {
    await sendAll(mail({ subject: 'kept' }), mail({ subject: 'read' }))
    await read('latest')
    await mailbox.close()
    mailbox = await open()
    const { messages } = await list()
    assert.deepEqual(
      messages.map(({ Subject, Read }) => ({ Subject, Read })),
      [
        { Subject: 'read', Read: true },
        { Subject: 'kept', Read: false },
      ],
    )
    assert.match(String((await read(messages[1]?.ID ?? '')).Text), /Hello Ada/)
  })

  it('runs nothing of a mail: neither on its page nor from its files', async () => {
    const script = '<script>alert(1)</script>'
    const attachments = [{ filename: 'x.svg', contentType: 'image/svg+xml', content: `<svg>${script}</svg>` }]
    await sendAll(mail({ subject: script, text: script, html: `${script}<p>hi</p>`, attachments }))
    const { ID } = await read('latest')
    const page = await ask(`/view/${ID}`)
    assert.doesNotMatch(await page.text(), /<script/)
    assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'none'/)
    const framed = await ask(`/view/${ID}/html`)
    assert.match(
      framed.headers.get('content-security-policy') ?? '',
      /^sandbox (?!.*allow-scripts).*default-src 'none'/,
    )
    const part = await ask(`/api/v1/message/${ID}/part/1`)
    assert.equal(part.headers.get('content-type'), 'application/octet-stream')
    assert.match(part.headers.get('content-disposition') ?? '', /^attachment/)
    assert.doesNotMatch(await (await ask('/')).text(), /<script/)
  })

  it('shows pictures that are part of the mail', async () => {
    const attachments = [
      { filename: 'logo.png', contentType: 'image/png', content: Buffer.from([1, 2]), cid: 'logo@x' },
    ]
    await sendAll(mail({ html: '<img src="cid:logo@x">', attachments }))
    const { ID, Inline, Attachments } = await read('latest')
    assert.deepEqual([(Inline as unknown[]).length, (Attachments as unknown[]).length], [1, 0])
    assert.match(
      await (await ask(`/view/${ID}/html`)).text(),
      new RegExp(`src="/api/v1/message/${ID}/part/1"`),
    )
  })
})

/** Speaks SMTP by hand, without telling the size beforehand; the code of the answer to the mail. */
async function sendUnannounced(address: URL, text: string): Promise<number> {
  const socket = connect({ host: address.hostname, port: Number(address.port) })
  const lines = socket.setEncoding('utf8')[Symbol.asyncIterator]()
  const answer = async () =>
    Number(
      String((await lines.next()).value)
        .trim()
        .split('\n')
        .at(-1)
        ?.slice(0, 3),
    )
  await answer()
  for (const command of ['HELO me', 'MAIL FROM:<a@x.test>', 'RCPT TO:<b@x.test>', 'DATA']) {
    socket.write(`${command}\r\n`)
    await answer()
  }
  socket.write(`Subject: large\r\n\r\n${text.replaceAll('\n', '\r\n')}\r\n.\r\n`)
  const code = await answer()
  socket.destroy()
  return code
}

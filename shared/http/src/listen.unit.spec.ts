import assert from 'node:assert/strict'
import { once } from 'node:events'
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http'
import { connect, type Socket } from 'node:net'
import { record, text } from '@eventflow/contracts'
import { ok } from './answer.js'
import { appOf } from './app-under-test.unit.spec.js'
import { type Listening, listen } from './listen.js'
import { route } from './route.js'

const about = {
  summary: 'A route.',
  tag: 'harbour',
  who: 'anyone',
  answers: { 200: { description: 'It.' } },
} as const
const local = { host: '127.0.0.1', port: 0 }
const impatient = { headersWithinMs: 100, requestWithinMs: 200, idleMs: 1_000, lookEveryMs: 20 }

/** A route whose answers are kept back until they are let go. */
function gate(visitors = 1) {
  const open: Array<() => void> = []
  let arrived: () => void = () => undefined
  const isThere = new Promise<void>((resolve) => {
    arrived = resolve
  })
  const gated = route({
    ...about,
    method: 'get',
    path: '/v1/gate',
    handle: async () => {
      const passed = new Promise<void>((resolve) => open.push(resolve))
      if (open.length === visitors) arrived()
      await passed
      return ok('through')
    },
  })
  return { gated, isThere, letGo: () => open.map((pass) => pass()) }
}

const echo = route({
  ...about,
  method: 'post',
  path: '/v1/echo',
  body: record({ name: text(99) }),
  handle: async ({ body }) => ok(body),
})
const hello = route({ ...about, method: 'get', path: '/v1/hello', handle: async () => ok('hello') })

/** A connection that both sides know of. */
const socketTo = async ({ url, server }: Listening): Promise<Socket> => {
  const { port } = new URL(url)
  const accepted = once(server, 'connection')
  const socket = connect({ port: Number(port), host: '127.0.0.1' })
  await Promise.all([accepted, once(socket, 'connect')])
  return socket
}

/** Says something and hears everything until the other side hangs up. */
async function said(to: Listening, words: string): Promise<string> {
  const socket = await socketTo(to)
  socket.write(words)
  const heard: Buffer[] = []
  socket.on('data', (chunk) => heard.push(chunk)).on('error', () => undefined)
  await once(socket, 'close')
  return Buffer.concat(heard).toString()
}

const statusOf = (heard: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(heard)?.[1])

describe('a service that listens', () => {
  let listening: Listening
  afterEach(() => {
    listening.server.closeAllConnections()
    return listening.close()
  })

  it('does so on a free port when it is given none, and says where', async () => {
    listening = await listen(appOf([hello]), local)
    assert.match(listening.url, /^http:\/\/127\.0\.0\.1:[1-9]\d+$/)
    assert.equal(await (await fetch(`${listening.url}/v1/hello`)).text(), '"hello"')
  })

  it('writes an address of version 6 so that it can be asked', async () => {
    listening = await listen(appOf([hello]), { host: '::1', port: 0 })
    assert.equal((await fetch(`${listening.url}/livez`)).status, 200)
  })

  it('says so when the port is taken', async () => {
    listening = await listen(appOf([hello]), local)
    const port = Number(new URL(listening.url).port)
    await assert.rejects(listen(appOf([hello]), { host: '127.0.0.1', port }), { code: 'EADDRINUSE' })
  })

  it('refuses headers that are too large', async () => {
    listening = await listen(appOf([hello]), local)
    const large = `GET /v1/hello HTTP/1.1\r\nhost: x\r\nx-large: ${'x'.repeat(20_000)}\r\n\r\n`
    assert.equal(statusOf(await said(listening, large)), 431)
    const justRight = `GET /v1/hello HTTP/1.1\r\nhost: x\r\nconnection: close\r\nx-large: ${'x'.repeat(12_000)}\r\n\r\n`
    assert.equal(statusOf(await said(listening, justRight)), 200)
  })

  it('does not wait for headers that never end', async () => {
    listening = await listen(appOf([hello]), local, impatient)
    const startedAt = Date.now()
    assert.equal(statusOf(await said(listening, 'GET /v1/hello HTTP/1.1\r\nhost: x\r\n')), 408)
    assert.ok(Date.now() - startedAt < 2_000)
  })

  it('does not wait for a body that never ends', async () => {
    listening = await listen(appOf([echo]), local, impatient)
    const begun =
      'POST /v1/echo HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{"na'
    const startedAt = Date.now()
    await said(listening, begun)
    assert.ok(Date.now() - startedAt < 2_000)
  })

  for (const [what, head] of [
    ['two lengths', 'content-length: 5\r\ncontent-length: 6\r\n'],
    ['a length and chunks', 'content-length: 5\r\ntransfer-encoding: chunked\r\n'],
    ['an unknown transfer encoding', 'transfer-encoding: chunked, identity\r\n'],
    ['a blank before the colon', 'content-length : 5\r\n'],
    ['a length that is no number', 'content-length: 5x\r\n'],
    ['a folded header', 'x-a: b\r\n c\r\ncontent-length : 0\r\n'],
    ['a bare line feed', 'x-a: b\ncontent-length: 5\r\n'],
  ] as const)
    it(`refuses a request that two servers could read differently: ${what}`, async () => {
      listening = await listen(appOf([echo]), local)
      const heard = await said(listening, `POST /v1/echo HTTP/1.1\r\nhost: x\r\n${head}\r\nhello`)
      assert.equal(statusOf(heard), 400)
    })

  it('lives on after what was no HTTP at all', async () => {
    listening = await listen(appOf([hello]), local)
    assert.equal(statusOf(await said(listening, '\u0016\u0003\u0001 hello?\r\n\r\n')), 400)
    assert.equal((await fetch(`${listening.url}/v1/hello`)).status, 200)
  })
})

describe('a service that stops listening', () => {
  const ask = async (url: string, agent: Agent): Promise<IncomingMessage> => {
    const asked = httpRequest(url, { agent })
    asked.end()
    const [answer] = (await once(asked, 'response')) as [IncomingMessage]
    answer.resume()
    await once(answer, 'end')
    return answer
  }

  it('answers what it has begun, takes nothing new, and is closed only then', async () => {
    const { gated, isThere, letGo } = gate(2)
    const listening = await listen(appOf([gated, hello]), local)
    const inFlight = Promise.all([fetch(`${listening.url}/v1/gate`), fetch(`${listening.url}/v1/gate`)])
    await isThere
    let isClosed = false
    const closing = listening.close().then(() => {
      isClosed = true
    })
    await assert.rejects(fetch(`${listening.url}/v1/hello`))
    assert.equal(isClosed, false)
    letGo()
    for (const answer of await inFlight) assert.equal(await answer.text(), '"through"')
    await closing
  })

  it('hangs up on connections that nobody uses', async () => {
    const listening = await listen(appOf([hello]), local)
    const agent = new Agent({ keepAlive: true })
    await ask(`${listening.url}/v1/hello`, agent)
    const startedAt = Date.now()
    await listening.close()
    assert.ok(Date.now() - startedAt < 1_000)
    agent.destroy()
  })

  it('hangs up on connections that were opened in advance and never used', async () => {
    const listening = await listen(appOf([hello]), local)
    const socket = await socketTo(listening)
    const startedAt = Date.now()
    await listening.close()
    assert.ok(Date.now() - startedAt < 1_000)
    socket.destroy()
  })

  it('leaves those alone whose answer takes longer than silence is borne', async () => {
    const { gated, isThere, letGo } = gate()
    const listening = await listen(appOf([gated]), local)
    const inFlight = fetch(`${listening.url}/v1/gate`)
    await isThere
    const silent = await socketTo(listening)
    const closing = listening.close()
    await once(silent.resume(), 'close')
    letGo()
    assert.equal(await (await inFlight).text(), '"through"')
    await closing
  })

  it('answers a request that was on its way', async () => {
    const listening = await listen(appOf([hello]), local)
    const socket = await socketTo(listening)
    const closing = listening.close()
    socket.write('GET /v1/hello HTTP/1.1\r\nhost: x\r\n\r\n')
    const [answer] = await once(socket, 'data')
    assert.equal(statusOf(String(answer)), 200)
    await closing
  })

  it('hangs up on a connection that is kept open after its last answer is out', async () => {
    const { gated, isThere, letGo } = gate()
    const listening = await listen(appOf([gated]), local)
    const agent = new Agent({ keepAlive: true })
    const answered = ask(`${listening.url}/v1/gate`, agent)
    await isThere
    const closing = listening.close()
    letGo()
    assert.equal((await answered).statusCode, 200)
    const startedAt = Date.now()
    await closing
    assert.ok(Date.now() - startedAt < 1_000)
    agent.destroy()
  })
})

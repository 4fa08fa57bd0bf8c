import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createSilent, type Socket } from 'node:net'
import { type LookUp, type OutboundConfig, OutboundFailure, openOutbound } from './outbound.js'

const config: OutboundConfig = { allowPrivate: true, answerWithinMs: 1_000, answerBytesAtMost: 100 }
const strict = { ...config, allowPrivate: false }
const local: LookUp = async () => [{ address: '127.0.0.1', family: 4 }]
const post = (url: string) => ({ url, method: 'POST', headers: { 'x-one': '1' }, body: 'hello' }) as const

const refused = (kind: string, reason: string) => (error: unknown) =>
  error instanceof OutboundFailure && error.kind === kind && error.reason === reason

describe('a call to a web address that a stranger named', () => {
  let server: Server
  let port: number
  const asked: Array<{ host: string; body: string }> = []
  let answer: (response: ServerResponse) => void

  beforeEach(() => {
    asked.length = 0
    answer = (response) => response.end('fine')
  })

  before(async () => {
    server = createServer(async (request: IncomingMessage, response) => {
      const chunks: Buffer[] = await request.toArray()
      asked.push({ host: request.headers.host ?? '', body: Buffer.concat(chunks).toString() })
      answer(response)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    port = (server.address() as AddressInfo).port
  })

  after(() => {
    server.closeAllConnections()
    server.close()
  })

  it('brings status, headers and body, and names the host that was asked for', async () => {
    const { status, body } = await openOutbound(config, local).call(post(`http://hook.test:${port}/a`))
    assert.deepEqual([status, body.toString()], [200, 'fine'])
    assert.deepEqual(asked, [{ host: `hook.test:${port}`, body: 'hello' }])
  })

  it('S36: is not made to a name that leads inside, nor to one of which a part does', async () => {
    const mixed: LookUp = async () => [{ address: '8.8.8.8', family: 4 }, ...(await local(''))]
    for (const lookUp of [local, mixed])
      await assert.rejects(
        openOutbound(strict, lookUp).call(post(`https://hook.test:${port}/`)),
        refused('refused', 'not-public'),
      )
    assert.deepEqual(asked, [])
  })

  it('S36: goes where the check looked, though the name leads elsewhere a moment later', async () => {
    let lookUps = 0
    const rebinding: LookUp = async () => {
      lookUps += 1
      return lookUps === 1 ? local('') : [{ address: '127.0.0.2', family: 4 }]
    }
    const outbound = openOutbound(config, rebinding)
    assert.equal((await outbound.call(post(`http://hook.test:${port}/`))).status, 200)
    assert.equal(lookUps, 1)
    // The next call looks again, and does not use a connection that was made for another answer.
    await assert.rejects(outbound.call(post(`http://hook.test:${port}/`)), refused('failed', 'ECONNREFUSED'))
  })

  it('S36: follows no redirect', async () => {
    answer = (response) => response.writeHead(302, { location: `http://127.0.0.1:${port}/inside` }).end()
    assert.equal((await openOutbound(config, local).call(post(`http://hook.test:${port}/`))).status, 302)
    assert.equal(asked.length, 1)
  })

  it('reads no more of an answer than is kept, though it has no end', async () => {
    answer = (response) => {
      const flow = setInterval(() => response.write('x'.repeat(60)), 1)
      response.on('close', () => clearInterval(flow))
    }
    const { body } = await openOutbound(config, local).call(post(`http://hook.test:${port}/`))
    assert.equal(body.length, 100)
  })

  it('ends in time when nobody answers: a name server, a server, or an answer that stays away', async () => {
    const hasty = { ...config, answerWithinMs: 100 }
    const sockets: Socket[] = []
    const silent = createSilent((socket) => void sockets.push(socket))
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const never: LookUp = () => new Promise(() => undefined)
    const { port: silentPort } = silent.address() as AddressInfo
    answer = (response) => void response.write('x')
    for (const [lookUp, at] of [
      [never, port],
      [local, silentPort],
      [local, port],
    ] as const)
      await assert.rejects(
        openOutbound(hasty, lookUp).call(post(`http://hook.test:${at}/`)),
        refused('failed', 'ETIMEDOUT'),
      )
    for (const socket of sockets) socket.destroy()
    silent.close()
  })

  it('says by a code why there was no answer', async () => {
    const unknown: LookUp = () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }))
    await assert.rejects(
      openOutbound(config, unknown).call(post('http://hook.test/')),
      refused('failed', 'ENOTFOUND'),
    )
    answer = (response) => void response.socket?.destroy()
    await assert.rejects(
      openOutbound(config, local).call(post(`http://hook.test:${port}/`)),
      refused('failed', 'ECONNRESET'),
    )
    await assert.rejects(
      openOutbound(strict, local).call(post('http://hook.test/')),
      refused('refused', 'not-https'),
    )
  })
})

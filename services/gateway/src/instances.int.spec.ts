// Alone: it wants an answer within 90 ms.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { eventually } from '@eventflow/testing'
import {
  answerWell,
  type GatewayUnderTest,
  gatewayUnderTest,
  openUpstream,
  type Upstream,
} from './gateway-under-test.int.spec.js'

const profile = '/v1/users/me/profile'

describe('the instances of a service', () => {
  let gateway: GatewayUnderTest
  let one: Upstream
  let other: Upstream
  let url: string

  beforeEach(async () => {
    one = await openUpstream()
    other = await openUpstream()
    gateway = await gatewayUnderTest({
      USER_URL: `${one.url}, ${other.url}`,
      UPSTREAM_SLOW_MS: '100',
      UPSTREAM_REST_MS: '100',
      UPSTREAM_CONCURRENCY: '8',
    })
    url = gateway.url
  })
  afterEach(async () => {
    await Promise.all([gateway.close(), one.close(), other.close()])
  })

  const get = () => gateway.signedIn({}, url).get(profile)
  const patch = () => gateway.signedIn({}, url).patch(profile).send({ bio: 'x' })
  const statuses = async (count: number, call: () => PromiseLike<{ status: number }> = get) =>
    (await Promise.all(Array.from({ length: count }, async () => (await call()).status))).sort()
  const oneByOne = async (count: number, call: () => PromiseLike<{ status: number }> = get) => {
    const seen: number[] = []
    for (let done = 0; done < count; done++) seen.push((await call()).status)
    return seen
  }

  it('share the calls, and the busier one gets fewer', async () => {
    await oneByOne(10)
    assert.equal(one.requests.length, 5)
    const held: Array<() => void> = []
    one.answer = (request, response) => void held.push(() => answerWell(request, response))
    const waiting = Array.from({ length: 2 }, async () => (await get()).status)
    await eventually(() => assert.equal(held.length, 1))
    const before = other.requests.length
    await oneByOne(5)
    assert.equal(other.requests.length - before >= 5, true)
    for (const letGo of held) letGo()
    assert.deepEqual(await Promise.all(waiting), [200, 200])
  })

  it('are not missed when one dies: no call fails, and it is found again when it is back', async () => {
    const port = Number(new URL(one.url).port)
    await one.close()
    // As many at once as the one that is left takes.
    for (let round = 0; round < 2; round++) assert.deepEqual([...new Set(await statuses(8, patch))], [200])
    one = await openUpstream(port)
    await eventually(async () => {
      await get()
      assert.ok(one.requests.length > 0)
    })
  })

  it('are asked once more after a broken answer only where that does no harm', async () => {
    one.answer = other.answer = (request) => void request.socket.destroy()
    await get().expect(503)
    assert.equal(one.requests.length + other.requests.length, 3)
    await patch().expect(503)
    assert.equal(one.requests.length + other.requests.length, 4)
  })

  it('are asked again for a small share of all calls only', async () => {
    one.answer = other.answer = (request) => void request.socket.destroy()
    const codes = await oneByOne(30)
    assert.deepEqual([...new Set(codes)], [503])
    // Twenty were saved up; each call earns a fifth of one more.
    assert.ok(one.requests.length + other.requests.length <= 30 + 20 + 15)
  })

  it('are never asked again because of what they answered', async () => {
    one.answer = other.answer = (_request, response) =>
      void response.writeHead(503, { 'retry-after': '7' }).end()
    const { headers } = await get().expect(503)
    assert.equal(headers['retry-after'], '7')
    assert.equal(one.requests.length + other.requests.length, 1)
  })

  it('take only so many calls at once; more are told to come back', async () => {
    const held: Array<() => void> = []
    one.answer = other.answer = (request, response) => void held.push(() => answerWell(request, response))
    const all = statuses(24)
    await eventually(() => assert.equal(held.length, 16))
    const { body, headers } = await get().expect(503)
    assert.equal(body.code, 'UPSTREAM_BUSY')
    assert.equal(headers['retry-after'], '1')
    for (const letGo of held) letGo()
    assert.deepEqual(await all, [...Array(16).fill(200), ...Array(8).fill(503)])
  })

  it('that are slow are left alone, then tried by one call and used again', async () => {
    one.answer = (request, response) => void setTimeout(() => answerWell(request, response), 130)
    for (let round = 0; round < 6; round++) await statuses(8)
    const seen = one.requests.length
    await oneByOne(12)
    assert.ok(one.requests.length - seen <= 3, 'it is left alone, but for calls that try it')
    one.answer = answerWell
    await eventually(async () => {
      await get()
      assert.ok(one.requests.length > seen + 3)
    })
  })

  it('that answer garbage are not believed, and left alone', async () => {
    const garbage = await openGarbage()
    const mixed = await gateway.start({ USER_URL: `${garbage.url},${other.url}`, UPSTREAM_REST_MS: '60000' })
    url = mixed.url
    const codes = await oneByOne(60)
    assert.ok(codes.filter((code) => code !== 200).length <= 12, String(codes))
    assert.deepEqual([...new Set(codes.slice(-10))], [200])
    garbage.server.close()
  })

  it('that all fail are a 503 that says when to come back, at once', async () => {
    await Promise.all([one.close(), other.close()])
    await get().expect(503)
    const startedAt = Date.now()
    const { body, headers } = await get().expect(503)
    assert.equal(body.code, 'UPSTREAM_UNAVAILABLE')
    assert.equal(headers['retry-after'], '1')
    assert.ok(Date.now() - startedAt < 90)
    one = await openUpstream()
    other = await openUpstream()
  })

  it('are not made to look ill by callers who go away or break off', async () => {
    one.answer = other.answer = () => undefined
    const gone = new AbortController()
    const calls = Array.from({ length: 16 }, () =>
      fetch(`${url}${profile}`, {
        headers: { authorization: `Bearer ${gateway.identity.token()}` },
        signal: gone.signal,
      }).catch(() => undefined),
    )
    await eventually(() => assert.equal(one.requests.length + other.requests.length, 16))
    gone.abort()
    await Promise.all(calls)
    one.answer = other.answer = answerWell
    assert.deepEqual([...new Set(await oneByOne(6))], [200])
  })

  it('are shown in one document while one of the services is away', async () => {
    one.answer = other.answer = (_request, response) =>
      void response.end(JSON.stringify({ openapi: '3.1.0', paths: { [profile]: { get: {} } } }))
    const alone = await gateway.start({ OPS_URL: 'http://127.0.0.1:1', USER_URL: `${one.url},${other.url}` })
    const { body } = await gateway.anonymous(alone.url).get('/openapi.json').expect(200)
    assert.deepEqual(Object.keys(body.paths), [profile])
  })
})

async function openGarbage(): Promise<{ url: string; server: Server }> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', () => void socket.end('HTTP/9.9 tea\r\nx: \0\r\n\r\nnot http at all'))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { url: `http://127.0.0.1:${(server.address() as { port: number }).port}`, server }
}

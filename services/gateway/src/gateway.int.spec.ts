import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { clientOf, type TestIdentity, type TestStack, testIdentity, testStack } from '@eventflow/testing'
import { gatewayService } from './service.js'

interface Answered {
  status: number
  body: Record<string, unknown>
  headers: Record<string, unknown>
}

interface Upstream {
  url: string
  requests: IncomingMessage[]
  answer: (request: IncomingMessage, response: ServerResponse) => void
  server: Server
}

/** Stands where a service would stand, and keeps what it was asked. */
async function openUpstream(): Promise<Upstream> {
  const requests: IncomingMessage[] = []
  const upstream = {
    requests,
    answer: (_request: IncomingMessage, response: ServerResponse) => void response.end('{}'),
  } as unknown as Upstream
  upstream.server = createServer((request, response) => {
    requests.push(request)
    upstream.answer(request, response)
  })
  await new Promise<void>((resolve) => upstream.server.listen(0, '127.0.0.1', resolve))
  upstream.url = `http://127.0.0.1:${(upstream.server.address() as AddressInfo).port}`
  return upstream
}

describe('the gateway', () => {
  let stack: TestStack
  let identity: TestIdentity
  let upstream: Upstream
  let url: string

  before(async () => {
    stack = await testStack()
    identity = await testIdentity()
    upstream = await openUpstream()
    const limits = {
      LIMIT_USER_PER_MINUTE: '20',
      LIMIT_ADDRESS_PER_MINUTE: '10',
      LIMIT_LOGIN_PER_MINUTE: '5',
    }
    const upstreams = { AUTH_URL: identity.url, OPS_URL: upstream.url, USER_URL: upstream.url }
    const overrides = { ...upstreams, GATEWAY_TRUSTED_HOPS: '1', ...limits }
    url = (await stack.start(gatewayService, overrides)).url
  })

  after(async () => {
    await stack.close()
    await identity.close()
    upstream.server.close()
    upstream.server.closeAllConnections()
  })

  beforeEach(() => {
    upstream.requests.length = 0
    upstream.answer = (_request, response) =>
      void response.setHeader('content-type', 'application/json').end('{"ok":true}')
  })

  /** An address of its own for each test, so that limits do not reach from one into the other. */
  const newAddress = () =>
    `203.0.113.${Math.floor(Math.random() * 250)}, 2001:db8:${Math.floor(Math.random() * 65_535).toString(16)}::1`
  const anonymous = () => clientOf(url).set('x-forwarded-for', newAddress())
  const signedIn = (userId = randomUUID()) =>
    anonymous().set('authorization', `Bearer ${identity.token({ userId })}`)
  const lastRequest = () => {
    const request = upstream.requests.at(-1)
    assert.ok(request)
    return request
  }

  it('passes a call on and its answer back', async () => {
    upstream.answer = (_request, response) =>
      void response.writeHead(207, { etag: '"v3"', 'sync-token': 'abc' }).end('{"some":"thing"}')
    const answer = await signedIn().get('/v1/users/me/profile?x=1%202').expect(207)
    assert.equal(answer.headers.etag, '"v3"')
    assert.equal(answer.headers['sync-token'], 'abc')
    assert.equal(lastRequest().url, '/v1/users/me/profile?x=1%202')
  })

  it('passes a body of a megabyte through in one piece', async () => {
    const sent = { text: 'x'.repeat(999_000) }
    let received = 0
    upstream.answer = (request, response) => {
      request.on('data', (chunk: Buffer) => {
        received += chunk.length
      })
      request.on('end', () => response.end('{}'))
    }
    await signedIn().patch('/v1/users/me/profile').send(sent).expect(200)
    assert.equal(received, JSON.stringify(sent).length)
  })

  it('refuses calls without a token, with a made-up one, and to paths that do not exist for the unknown', async () => {
    for (const path of ['/v1/users/me/profile', '/v1/nowhere']) {
      const { body, headers } = await anonymous().get(path).expect(401)
      assert.equal(body.code, 'UNAUTHENTICATED')
      assert.match(String(headers['content-type']), /^application\/problem\+json/)
      assert.ok(headers['www-authenticate'])
    }
    await anonymous().get('/v1/users/me/profile').set('authorization', 'Bearer a.b.c').expect(401)
    assert.equal(upstream.requests.length, 0)
  })

  it('answers 404 for what is not in its table', async () => {
    await signedIn().get('/v1/nowhere').expect(404)
    await anonymous().get('/nowhere').expect(404)
    await anonymous().get('/metrics').expect(404)
    assert.equal(upstream.requests.length, 0)
  })

  it('lets no header through by which a caller could pretend to be somebody or to come from somewhere', async () => {
    const forged = {
      'x-user-id': 'admin',
      'x-forwarded-host': 'evil.test',
      'x-real-ip': '10.0.0.1',
      forwarded: 'for=10.0.0.1',
      cookie: 'a=b',
      'x-roles': 'admin',
    }
    await signedIn().get('/v1/users/me/profile').set(forged).expect(200)
    for (const name of Object.keys(forged)) assert.equal(lastRequest().headers[name], undefined, name)
  })

  it('names the address of the caller, of the hops that it trusts alone', async () => {
    const request = clientOf(url)
      .get('/v1/users/me/profile')
      .set('authorization', `Bearer ${identity.token()}`)
    await request.set('x-forwarded-for', '10.9.9.9, 198.51.100.7').expect(200)
    assert.equal(lastRequest().headers['x-forwarded-for'], '198.51.100.7')
  })

  it('gives every call an id and a trace, and keeps those that are well formed', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
    const kept = await signedIn()
      .get('/v1/users/me/profile')
      .set({ 'x-request-id': 'my-request-1', traceparent })
      .expect(200)
    assert.equal(kept.headers['x-request-id'], 'my-request-1')
    assert.equal(lastRequest().headers['x-request-id'], 'my-request-1')
    assert.equal(lastRequest().headers.traceparent, traceparent)
    const replaced = await signedIn()
      .get('/v1/users/me/profile')
      .set({ 'x-request-id': 'bad id!', traceparent: 'nonsense' })
    assert.match(String(replaced.headers['x-request-id']), /^[0-9a-f]{32}$/)
    assert.match(String(lastRequest().headers.traceparent), /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/)
  })

  it('sets the security headers and names no software', async () => {
    const { headers } = await signedIn().get('/v1/users/me/profile').expect(200)
    assert.equal(headers['x-content-type-options'], 'nosniff')
    assert.ok(headers['strict-transport-security'])
    assert.ok(headers['content-security-policy'])
    assert.equal(headers['x-powered-by'], undefined)
    assert.equal(headers.server, undefined)
  })

  it('refuses addresses that can be read in two ways', async () => {
    const { body } = await signedIn().get('/v1/users/me/%2e%2e/admin').expect(400)
    assert.equal(body.code, 'BAD_REQUEST')
    assert.equal(upstream.requests.length, 0)
  })

  it('answers 503 with Retry-After when the service does not answer, and goes on when it is back', async () => {
    upstream.answer = (request) => void request.destroy()
    const { body, headers } = await signedIn().get('/v1/users/me/profile').expect(503)
    assert.equal(body.code, 'UPSTREAM_UNAVAILABLE')
    assert.ok(Number(headers['retry-after']) >= 1)
    upstream.answer = (_request, response) => void response.end('{}')
    await signedIn().get('/v1/users/me/profile').expect(200)
  })

  describe('its limits', () => {
    it('are counted by user, and let exactly as many through as they say when all come at once', async () => {
      const userId = randomUUID()
      const answers: Answered[] = await Promise.all(
        Array.from({ length: 60 }, async () => signedIn(userId).get('/v1/users/me/profile')),
      )
      const passed = answers.filter(({ status }) => status === 200)
      assert.equal(passed.length, 20)
      const refused = answers.filter(({ status }) => status === 429)
      assert.equal(refused.length, 40)
      for (const { body, headers } of refused) {
        assert.equal(body.code, 'RATE_LIMITED')
        assert.ok(Number(headers['retry-after']) >= 1 && Number(headers['retry-after']) <= 60)
      }
      await signedIn().get('/v1/users/me/profile').expect(200)
    })

    it('tell with each answer what is left', async () => {
      const { headers } = await signedIn().get('/v1/users/me/profile').expect(200)
      assert.equal(headers['ratelimit-policy'], '"default";q=20;w=60')
      assert.match(String(headers.ratelimit), /^"default";r=19;t=(60|59)$/)
    })

    it('are counted by address for callers without a token, so that guessing tokens is limited too', async () => {
      const address = newAddress()
      const guess = () =>
        clientOf(url)
          .get('/v1/users/me/profile')
          .set({ 'x-forwarded-for': address, authorization: `Bearer ${randomUUID()}` })
      const statuses: number[] = []
      for (let count = 0; count < 12; count++) statuses.push((await guess()).status)
      assert.deepEqual(statuses, [...Array(10).fill(401), 429, 429])
    })

    it('are stricter for logins', async () => {
      const address = newAddress()
      const statuses: number[] = []
      for (let count = 0; count < 6; count++)
        statuses.push(
          (await clientOf(url).post('/v1/auth/login').set('x-forwarded-for', address).send({})).status,
        )
      assert.equal(statuses.at(-1), 429)
      assert.ok(!statuses.slice(0, 5).includes(429))
    })
  })

  describe('its documentation', () => {
    it('is a page for people', async () => {
      const { text, headers } = await anonymous().get('/docs/').expect(200)
      assert.match(text, /swagger-ui/)
      assert.match(String(headers['content-security-policy']), /default-src 'self'/)
      const { text: script } = await anonymous().get('/docs/swagger-initializer.js').expect(200)
      assert.match(script, /\/openapi\.json/)
    })

    it('merges what the services say, without what cannot be reached from outside', async () => {
      upstream.answer = (_request, response) =>
        void response.end(
          JSON.stringify({
            openapi: '3.1.0',
            paths: { '/v1/users/me/profile': { get: {} }, '/internal': { get: {} } },
          }),
        )
      const { body } = await anonymous().get('/openapi.json').expect(200)
      assert.deepEqual(Object.keys(body.paths), ['/v1/users/me/profile'])
    })
  })
})

import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { clientOf } from '@eventflow/testing'
import { answerWell, type GatewayUnderTest, gatewayUnderTest } from './gateway-under-test.int.spec.js'

interface Answered {
  status: number
  body: Record<string, unknown>
  headers: Record<string, unknown>
}

describe('the gateway', () => {
  let gateway: GatewayUnderTest

  before(async () => {
    gateway = await gatewayUnderTest({
      LIMIT_USER_PER_MINUTE: '20',
      LIMIT_ADDRESS_PER_MINUTE: '10',
      LIMIT_LOGIN_PER_MINUTE: '5',
    })
  })
  after(() => gateway.close())
  beforeEach(() => {
    gateway.upstream.requests.length = 0
    gateway.upstream.answer = answerWell
  })

  const anonymous = () => gateway.anonymous()
  const signedIn = (userId = randomUUID()) => gateway.signedIn({ userId })
  const lastRequest = () => {
    const request = gateway.upstream.requests.at(-1)
    assert.ok(request)
    return request
  }

  it('passes a call on and its answer back', async () => {
    gateway.upstream.answer = (_request, response) =>
      void response.writeHead(207, { etag: '"v3"', 'sync-token': 'abc' }).end('{"some":"thing"}')
    const answer = await signedIn().get('/v1/users/me/profile?x=1%202').expect(207)
    assert.equal(answer.headers.etag, '"v3"')
    assert.equal(answer.headers['sync-token'], 'abc')
    assert.equal(lastRequest().url, '/v1/users/me/profile?x=1%202')
  })

  it('passes a body of a megabyte through in one piece', async () => {
    const sent = { text: 'x'.repeat(999_000) }
    let received = 0
    gateway.upstream.answer = (request, response) => {
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
    assert.equal(gateway.upstream.requests.length, 0)
  })

  it('S35: answers 404 for what is not in its table, metrics and what is internal among it', async () => {
    await signedIn().get('/v1/nowhere').expect(404)
    await anonymous().get('/nowhere').expect(404)
    for (const path of ['/metrics', '/internal/operations', '/v1/internal', '/swagger.json'])
      await signedIn().get(path).expect(404)
    assert.equal(gateway.upstream.requests.length, 0)
  })

  it('S28: lets no header through by which a caller could pretend to be somebody or to come from somewhere', async () => {
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

  it('S28: names the address of the caller, of the hops that it trusts alone', async () => {
    const request = clientOf(gateway.url)
      .get('/v1/users/me/profile')
      .set('authorization', `Bearer ${gateway.identity.token()}`)
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
    assert.match(
      headers['content-security-policy'] ?? '',
      /default-src 'none';base-uri 'none';object-src 'none'/,
    )
    assert.equal(headers['referrer-policy'], 'no-referrer')
    assert.equal(headers['x-powered-by'], undefined)
    assert.equal(headers.server, undefined)
  })

  it('refuses addresses that can be read in two ways', async () => {
    const { body } = await signedIn().get('/v1/users/me/%2e%2e/admin').expect(400)
    assert.equal(body.code, 'BAD_REQUEST')
    assert.equal(gateway.upstream.requests.length, 0)
  })

  it('answers 503 with Retry-After when the service does not answer, and goes on when it is back', async () => {
    gateway.upstream.answer = (request) => void request.destroy()
    const { body, headers } = await signedIn().get('/v1/users/me/profile').expect(503)
    assert.equal(body.code, 'UPSTREAM_UNAVAILABLE')
    assert.ok(Number(headers['retry-after']) >= 1)
    gateway.upstream.answer = (_request, response) => void response.end('{}')
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
      const address = `203.0.113.7, 2001:db8:${Math.floor(Math.random() * 65_535).toString(16)}::1`
      const guess = () =>
        clientOf(gateway.url)
          .get('/v1/users/me/profile')
          .set({ 'x-forwarded-for': address, authorization: `Bearer ${randomUUID()}` })
      const statuses: number[] = []
      for (let count = 0; count < 12; count++) statuses.push((await guess()).status)
      assert.deepEqual(statuses, [...Array(10).fill(401), 429, 429])
    })

    it('are stricter for logins', async () => {
      const address = `203.0.113.7, 2001:db8:${Math.floor(Math.random() * 65_535).toString(16)}::1`
      const statuses: number[] = []
      for (let count = 0; count < 6; count++)
        statuses.push(
          (await clientOf(gateway.url).post('/v1/auth/login').set('x-forwarded-for', address).send({}))
            .status,
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
      gateway.upstream.answer = (_request, response) =>
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

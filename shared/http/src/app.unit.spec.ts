import assert from 'node:assert/strict'
import supertest from 'supertest'
import { noContent, ok } from './answer.js'
import { createApp } from './app.js'
import { appOf, bareParts, bearer } from './app-under-test.unit.spec.js'
import { type RequestFacts, route } from './route.js'
import { about, admin, app, id, operator, routes, user } from './ships-under-test.unit.spec.js'

describe('an app made of routes', () => {
  it('answers what a route answers, with its status, headers and body', async () => {
    const answer = await supertest(app)
      .post('/v1/ships')
      .set('authorization', operator)
      .send({ name: 'Fram' })
    assert.equal(answer.status, 201)
    assert.equal(answer.body.name, 'Fram')
    assert.equal(answer.headers.location, `/v1/ships/${id}`)
    assert.equal(answer.headers['content-type'], 'application/json; charset=utf-8')
    assert.equal(Number(answer.headers['content-length']), Buffer.byteLength(answer.text))
  })

  it('sends no body where there is none', async () => {
    const answer = await supertest(app).delete(`/v1/ships/${id}`).set('authorization', admin)
    assert.equal(answer.status, 204)
    assert.equal(answer.text, '')
    assert.equal(answer.headers['content-type'], undefined)
  })

  it('counts the length of a body in bytes, not in characters', async () => {
    const wide = appOf([
      route({ ...about, method: 'get', path: '/v1/x', who: 'anyone', handle: async () => ok('ø😀') }),
    ])
    const { text: sent, headers } = await supertest(wide).get('/v1/x')
    assert.equal(sent, '"ø😀"')
    assert.equal(headers['content-length'], '8')
  })

  it('finds the fixed address before the one with a parameter, in whatever order they are listed', async () => {
    const { body } = await supertest(app).get('/v1/ships/newest').set('authorization', user).expect(200)
    assert.deepEqual(body, { id: 'newest' })
    await supertest(app).get(`/v1/ships/${id}`).set('authorization', user).expect(200)
  })

  it('keeps the answers of a user out of shared caches', async () => {
    const own = await supertest(app).get('/v1/ships').set('authorization', user)
    assert.equal(own.headers['cache-control'], 'private, no-cache')
    const open = await supertest(app).get('/v1/tides')
    assert.equal(open.headers['cache-control'], undefined)
  })

  it('does not tell what it is made of, and forbids to guess the type of an answer', async () => {
    const { headers } = await supertest(app).get('/v1/tides')
    assert.equal(headers['x-powered-by'], undefined)
    assert.equal(headers['x-content-type-options'], 'nosniff')
  })

  it('gives a handler who calls, from where, with what and how long there is to wait', async () => {
    let seen: (RequestFacts & { caller?: unknown }) | undefined
    const curious = appOf([
      route({
        ...about,
        method: 'get',
        path: '/v1/me',
        who: 'user',
        handle: async (request) => {
          seen = request
          return ok({})
        },
      }),
    ])
    const headers = {
      authorization: bearer({ sub: 'user-1', sid: 'session-1', roles: ['user', 'captain'] }),
      'user-agent': 'x'.repeat(500),
      'x-forwarded-for': '203.0.113.7, 198.51.100.9',
      prefer: 'wait=7',
    }
    await supertest(curious).get('/v1/me').set(headers).expect(200)
    assert.ok(seen)
    const { userId, sessionId, roles } = seen.caller as Record<string, unknown>
    assert.deepEqual(
      { userId, sessionId, roles },
      { userId: 'user-1', sessionId: 'session-1', roles: ['user'] },
    )
    assert.equal(seen.address, '198.51.100.9')
    assert.equal(seen.userAgent.length, 300)
    assert.equal(seen.waitSeconds, 7)
  })

  it('believes nobody about the address of the caller when no proxy is trusted', async () => {
    let address = ''
    const direct = appOf(
      [
        route({
          ...about,
          method: 'get',
          path: '/v1/me',
          who: 'anyone',
          handle: async (request) => {
            address = request.address
            return ok({})
          },
        }),
      ],
      { http: { bodyLimitBytes: 1_000, answerWithinMs: 1_000, trustedHops: 0, freshSignInSeconds: 900 } },
    )
    await supertest(direct).get('/v1/me').set('x-forwarded-for', '203.0.113.7')
    assert.match(address, /127\.0\.0\.1$/)
  })
})

describe('methods that no route declares', () => {
  it('HEAD answers as GET does, without the body', async () => {
    const get = await supertest(app).get(`/v1/ships/${id}`).set('authorization', user)
    const head = await supertest(app).head(`/v1/ships/${id}`).set('authorization', user).expect(200)
    assert.equal(head.text, undefined)
    for (const name of ['content-length', 'content-type', 'etag', 'cache-control'])
      assert.equal(head.headers[name], get.headers[name], name)
  })

  it('HEAD is refused like GET, and where there is no GET', async () => {
    await supertest(app).head('/v1/ships').expect(401)
    const writeOnly = appOf(routes.filter(({ method }) => method === 'post'))
    const answer = await supertest(writeOnly).head('/v1/ships').set('authorization', user).expect(405)
    assert.equal(answer.headers.allow, 'OPTIONS, POST')
  })

  it('OPTIONS names the methods of an address, to whoever may know of it', async () => {
    const answer = await supertest(app).options(`/v1/ships/${id}`).set('authorization', user).expect(204)
    assert.equal(answer.headers.allow, 'DELETE, GET, HEAD, OPTIONS')
    await supertest(app).options(`/v1/ships/${id}`).expect(401)
    await supertest(app).options('/v1/nowhere').set('authorization', user).expect(404)
    await supertest(app).options('/v1/tides').expect(204)
  })

  it('TRACE and methods of other worlds are refused with what there is instead', async () => {
    for (const method of ['trace', 'propfind', 'purge'] as const) {
      const answer = await supertest(app)[method]('/v1/tides')
      assert.equal(answer.status, 405, method)
      assert.equal(answer.headers.allow, 'GET, HEAD, OPTIONS')
    }
  })
})

describe('an address that is not well formed', () => {
  it('is a bad request, not a fault of ours', async () => {
    for (const path of ['/v1/ships/%zz', '/v1/ships/%', '/v1/ships/%ff']) {
      const { status, body } = await supertest(app).get(path).set('authorization', user)
      assert.deepEqual(
        [status, body.code, body.detail],
        [400, 'BAD_REQUEST', 'The address is not well formed.'],
        path,
      )
    }
  })
})

describe('an app that could not keep what its routes promise', () => {
  it('is not made: it names the route and what it lacks', () => {
    const plain = { ...about, method: 'post', path: '/v1/ships', handle: async () => noContent() } as const
    assert.throws(
      () => appOf([route({ ...plain, who: 'anyone', idempotency: 'optional' })]),
      /POST \/v1\/ships needs a store of Idempotency-Keys/,
    )
    const withoutVerifier = { ...bareParts(), routes: [route({ ...plain, who: 'user' })] }
    assert.throws(() => createApp(withoutVerifier), /POST \/v1\/ships needs a verifier of tokens/)
  })
})

import assert from 'node:assert/strict'
import { flag, integer, optional, record, text, uuid } from '@eventflow/contracts'
import { createError } from '@eventflow/runtime'
import supertest from 'supertest'
import { created, noContent, ok } from './answer.js'
import { createApp } from './app.js'
import { appOf, bareParts, bearer } from './app-under-test.unit.spec.js'
import { type RequestFacts, type Route, route } from './route.js'

const _ShipSunk = createError('SHIP_SUNK', 'This ship is gone.', 410)
const id = '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12'
const answers = { 200: { description: 'What is asked for.' } }
const about = { summary: 'A route.', tag: 'harbour', answers }

const routes: Route[] = [
  route({
    ...about,
    method: 'get',
    path: '/v1/ships/{id}',
    who: 'user',
    params: { id: uuid() },
    handle: async ({ params }) => ok({ id: params.id }, { version: 3 }),
  }),
  route({
    ...about,
    method: 'get',
    path: '/v1/ships/newest',
    who: 'user',
    handle: async () => ok({ id: 'newest' }),
  }),
  route({
    ...about,
    method: 'get',
    path: '/v1/ships',
    who: 'user',
    query: { limit: optional(integer(1, 100)), afloat: optional(flag()) },
    handle: async ({ query }) => ok(query),
  }),
  route({
    ...about,
    method: 'post',
    path: '/v1/ships',
    who: 'operator',
    body: record({ name: text(20) }),
    handle: async ({ body, caller }) => created({ name: body.name, by: caller.userId }, `/v1/ships/${id}`),
  }),
  route({
    ...about,
    method: 'delete',
    path: '/v1/ships/{id}',
    who: 'admin',
    params: { id: uuid() },
    handle: async () => noContent(),
  }),
  route({
    ...about,
    method: 'get',
    path: '/v1/tides',
    who: 'anyone',
    handle: async ({ caller }) => ok({ caller }),
  }),
]

const app = appOf(routes)
const user = bearer()
const operator = bearer({ roles: ['user', 'operator'] })
const admin = bearer({ roles: ['admin'] })

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

const freshRoutes: Route[] = [
  route({
    ...about,
    method: 'post',
    path: '/v1/anchor',
    who: 'user',
    freshSignIn: true,
    body: record({ name: text(20) }),
    handle: async () => ok({}),
  }),
  route({
    ...about,
    method: 'delete',
    path: '/v1/berths/{id}',
    who: 'operator',
    freshSignIn: ({ params, caller }) => params.id !== caller.sessionId,
    params: { id: uuid() },
    handle: async () => noContent(),
  }),
]

const signedInAgo = (seconds: number, claims: object = {}) =>
  bearer({ auth_time: Math.floor(Date.now() / 1_000) - seconds, ...claims })

describe('a route that wants a fresh sign-in', () => {
  const asOperator = { roles: ['user', 'operator'], sid: id }
  const fresh = appOf(freshRoutes)
  const anchor = (token: string, body: object = { name: 'Fram' }) =>
    supertest(fresh).post('/v1/anchor').set('authorization', token).send(body)
  const leave = (berth: string, token: string) =>
    supertest(fresh).delete(`/v1/berths/${berth}`).set('authorization', token)

  it('S19: refuses who gave the password longer ago than is allowed', async () => {
    await anchor(signedInAgo(890)).expect(200)
    const { body } = await anchor(signedInAgo(902)).expect(403)
    assert.equal(body.code, 'REAUTHENTICATION_REQUIRED')
    assert.equal(body.type, 'urn:eventflow:problem:reauthentication-required')
  })

  it('says so after 401 and the role, and before it looks at the body or the address', async () => {
    await supertest(fresh).post('/v1/anchor').send({}).expect(401)
    const { body } = await leave('no-id', signedInAgo(902)).expect(403)
    assert.equal(body.code, 'FORBIDDEN')
    await anchor(signedInAgo(902), { nom: 1 }).expect(403)
    await leave('no-id', signedInAgo(902, asOperator)).expect(403)
    await leave('no-id', signedInAgo(1, asOperator)).expect(422)
  })

  it('may want it for some requests only', async () => {
    await leave(id, signedInAgo(902, asOperator)).expect(204)
    await leave('0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b13', signedInAgo(902, asOperator)).expect(403)
  })
})

describe('the order of answers', () => {
  const wrong = (method: 'post' | 'put', authorization = '') =>
    supertest(app)
      [method]('/v1/ships')
      .set(authorization ? { authorization } : {})

  const cases: Array<[string, () => supertest.Test, number, string]> = [
    ['who are you', () => wrong('put').type('text/plain').send('x'), 401, 'UNAUTHENTICATED'],
    ['no such method', () => wrong('put', user).type('text/plain').send('x'), 405, 'METHOD_NOT_ALLOWED'],
    ['not with your role', () => wrong('post', user).type('text/plain').send('x'), 403, 'FORBIDDEN'],
    [
      'no such type',
      () => wrong('post', operator).type('text/plain').send('{'),
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    ['not readable', () => wrong('post', operator).type('application/json').send('{'), 400, 'MALFORMED_BODY'],
    ['not valid', () => wrong('post', operator).send({ nom: 'Fram' }), 422, 'INVALID_REQUEST'],
  ]
  for (const [index, [name, ask, status, code]] of cases.entries())
    it(`puts "${name}" in place ${index + 1}, before all that is wrong besides`, async () => {
      const answer = await ask()
      assert.deepEqual([answer.status, answer.body.code], [status, code])
      assert.equal(answer.headers['content-type'], 'application/problem+json')
    })

  it('says 401 and how to answer it to somebody without a token, also where there is nothing', async () => {
    for (const path of ['/v1/ships', `/v1/ships/${id}`, '/v1/nowhere', '/v1/ships/x/y']) {
      const answer = await supertest(app).get(path)
      assert.equal(answer.status, 401, path)
      assert.equal(answer.headers['www-authenticate'], 'Bearer')
    }
  })

  it('says 401 to a token that is not good, and that the token is what is wrong', async () => {
    const answer = await supertest(app).get('/v1/ships').set('authorization', `${user}x`).expect(401)
    assert.equal(answer.headers['www-authenticate'], 'Bearer error="invalid_token"')
  })

  it('says 404 to a user where there is nothing, and to anybody outside the API', async () => {
    await supertest(app).get('/v1/nowhere').set('authorization', user).expect(404)
    const { body } = await supertest(app).get('/nowhere').expect(404)
    assert.equal(body.code, 'NOT_FOUND')
  })

  it('says 405 without a token where some of the methods are for anyone', async () => {
    const answer = await supertest(app).post('/v1/tides').expect(405)
    assert.equal(answer.headers.allow, 'GET, HEAD, OPTIONS')
  })

  it('lets an admin do what operators may, and an operator not what admins may', async () => {
    await supertest(app).post('/v1/ships').set('authorization', admin).send({ name: 'Fram' }).expect(201)
    await supertest(app).delete(`/v1/ships/${id}`).set('authorization', operator).expect(403)
  })

  it('takes a bad token for none where no token is needed', async () => {
    const { body } = await supertest(app).get('/v1/tides').set('authorization', 'Bearer nonsense').expect(200)
    assert.deepEqual(body, {})
  })

  it('takes tokens from the Authorization header alone', async () => {
    const token = user.slice('Bearer '.length)
    await supertest(app).get(`/v1/ships?access_token=${token}`).expect(401)
    await supertest(app).get('/v1/ships').set('cookie', `access_token=${token}`).expect(401)
    await supertest(app).get('/v1/ships').set('authorization', `Basic ${token}`).expect(401)
    await supertest(app).get('/v1/ships').set('authorization', `bearer  ${token}`).expect(200)
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

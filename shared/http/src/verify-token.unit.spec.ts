import assert from 'node:assert/strict'
import supertest from 'supertest'
import { ok } from './answer.js'
import { appOf, goodHeader, signed } from './app-under-test.unit.spec.js'
import { Unavailable } from './errors.js'
import { route } from './route.js'
import {
  encoded,
  good,
  isRefused,
  privateKey,
  publicKey,
  seconds,
  skewSeconds,
  startMs,
  tokenWith,
  verifierAt,
} from './tokens-under-test.unit.spec.js'
import { bearerOf, type TokenRules } from './verify-token.js'

describe('a token that is accepted', () => {
  it('says who calls: user, session, client, roles, scopes and times', async () => {
    const roles = ['user', 'operator', 'emperor']
    const claims = { ...good(), roles, auth_time: seconds - 60, scope: 'events:read events:write' }
    assert.deepEqual(await verifierAt()(signed(goodHeader, claims, privateKey)), {
      kind: 'user',
      userId: claims.sub,
      sessionId: claims.sid,
      tokenId: claims.jti,
      clientId: 'eventflow-web',
      roles: ['user', 'operator'],
      scopes: ['events:read', 'events:write'],
      authenticatedAt: new Date(startMs - 60_000),
      expiresAt: new Date(startMs + 600_000),
    })
  })

  it('speaks for a client where subject and client are one, and for a person in all other cases', async () => {
    const kindOf = async (claims: object) => (await verifierAt()(tokenWith(claims))).kind
    assert.equal(await kindOf({ sub: 'reports', client_id: 'reports' }), 'client')
    assert.equal(await kindOf({ sub: 'ada', client_id: 'reports' }), 'user')
    assert.equal(await kindOf({ sub: 'ada', client_id: undefined }), 'user')
  })

  it('counts as authenticated when it was issued, where it does not say when', async () => {
    const caller = await verifierAt()(tokenWith({ auth_time: undefined }))
    assert.deepEqual(caller.authenticatedAt, new Date(startMs))
  })

  it('gives no roles when it has none, or none that can be read', async () => {
    for (const roles of [undefined, [], 'admin', { admin: true }, [['admin']]])
      assert.deepEqual((await verifierAt()(tokenWith({ roles }))).roles, [])
  })

  it('may be for several audiences, ours among them', async () => {
    await verifierAt()(tokenWith({ aud: ['other', 'eventflow'] }))
  })

  it('may be as late or as early as clocks differ, and not more', async () => {
    const limit = seconds + 600 + skewSeconds
    await verifierAt({ ms: (limit - 1) * 1_000 })(tokenWith())
    await isRefused(tokenWith(), verifierAt({ ms: limit * 1_000 }))
    await verifierAt()(tokenWith({ nbf: seconds + skewSeconds }))
    await isRefused(tokenWith({ nbf: seconds + skewSeconds + 1 }))
  })

  it('is checked once: its key is not asked for again', async () => {
    let asked = 0
    const verify = verifierAt(undefined, {
      keyOf: async () => {
        asked += 1
        return publicKey
      },
    })
    const token = tokenWith()
    const [one, other] = [await verify(token), await verify(token)]
    assert.equal(one, other)
    assert.equal(asked, 1)
  })

  it('is not accepted any longer than it lasts because it was accepted before', async () => {
    const time = { ms: startMs }
    const verify = verifierAt(time)
    const token = tokenWith()
    await verify(token)
    time.ms += (600 + skewSeconds) * 1_000
    await isRefused(token, verify)
  })
})

describe('a route behind a token', () => {
  const answers = { 200: { description: 'It.' } }
  let handled = 0
  const appWith = (rules: Partial<TokenRules> = {}) =>
    appOf(
      [
        route({
          method: 'get',
          path: '/v1/ship',
          summary: 'A route.',
          tag: 'harbour',
          who: 'user',
          answers,
          handle: async () => {
            handled += 1
            return ok({})
          },
        }),
      ],
      { verifyToken: verifierAt(undefined, rules) },
    )

  beforeEach(() => {
    handled = 0
  })

  it('is not reached with a token that was tampered with', async () => {
    const [header, , signature] = tokenWith().split('.')
    const forged = `${header}.${encoded({ ...good(), sub: 'somebody-else' })}.${signature}`
    await supertest(appWith()).get('/v1/ship').set('authorization', `Bearer ${forged}`).expect(401)
    assert.equal(handled, 0)
    await supertest(appWith()).get('/v1/ship').set('authorization', `Bearer ${tokenWith()}`).expect(200)
    assert.equal(handled, 1)
  })

  it('S29: is not reached from inside either by headers that say who calls', async () => {
    const claims = { 'x-user-id': 'ada', 'x-roles': 'admin', 'x-forwarded-for': '127.0.0.1', via: 'gateway' }
    await supertest(appWith()).get('/v1/ship').set(claims).expect(401)
    const expired = tokenWith({ exp: seconds - skewSeconds - 1 })
    await supertest(appWith())
      .get('/v1/ship')
      .set({ ...claims, authorization: `Bearer ${expired}` })
      .expect(401)
    assert.equal(handled, 0)
  })

  it('is answered 503 and not 401 while no key can be had: the token may be good', async () => {
    const app = appWith({ keyOf: () => Promise.reject(Unavailable({ retryAfterSeconds: 1 })) })
    const { headers } = await supertest(app)
      .get('/v1/ship')
      .set('authorization', `Bearer ${tokenWith()}`)
      .expect(503)
    assert.equal(headers['retry-after'], '1')
    assert.equal(handled, 0)
  })
})

describe('the token in an Authorization header', () => {
  for (const [header, token] of [
    ['Bearer abc.def.ghi', 'abc.def.ghi'],
    ['bearer abc', 'abc'],
    ['BEARER   abc', 'abc'],
    ['Bearer a-b_c~d+e/f=', 'a-b_c~d+e/f='],
    ['Bearer', undefined],
    ['Bearer ', undefined],
    ['Bearer a b', undefined],
    ['Bearer a,b', undefined],
    ['Basic abc', undefined],
    ['abc', undefined],
    ['', undefined],
    [undefined, undefined],
  ] as const)
    it(`is ${token ?? 'none'} in ${JSON.stringify(header) ?? 'no header'}`, () => {
      assert.equal(bearerOf(header), token)
    })
})

import assert from 'node:assert/strict'
import { createHmac, type KeyObject } from 'node:crypto'
import { CallerError } from '@eventflow/runtime'
import supertest from 'supertest'
import { ok } from './answer.js'
import { appOf, goodClaims, goodHeader, newKeyPair, signed } from './app-under-test.unit.spec.js'
import { Unavailable } from './errors.js'
import { route } from './route.js'
import { bearerOf, createVerifier, type TokenRules } from './verify-token.js'

const { publicKey, privateKey } = newKeyPair()
const startMs = Date.parse('2026-11-21T12:00:00.000Z')
const seconds = Math.floor(startMs / 1_000)
const skewSeconds = 5

const verifierAt = (time: { ms: number } = { ms: startMs }, rules: Partial<TokenRules> = {}) =>
  createVerifier({
    issuer: 'eventflow',
    audience: 'eventflow',
    keyOf: async (kid) => (kid === goodHeader.kid ? publicKey : undefined),
    now: () => time.ms,
    ...rules,
  })

const good = () => goodClaims(startMs)
const tokenWith = (claims: object = {}, header: object = {}, key: KeyObject = privateKey) =>
  signed({ ...goodHeader, ...header }, { ...good(), ...claims }, key)

const isRefused = async (token: string, verify = verifierAt()) => {
  await assert.rejects(
    verify(token),
    (error) => error instanceof CallerError && error.code === 'UNAUTHENTICATED',
  )
}

const encoded = (part: object | string) =>
  Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url')

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

describe('a token that is refused', () => {
  it('was changed in any one character', async () => {
    const token = tokenWith()
    const verify = verifierAt()
    await verify(token)
    for (let at = 0; at < token.length; at++) {
      const changed = token[at] === 'A' ? 'B' : 'A'
      await isRefused(token.slice(0, at) + changed + token.slice(at + 1), verify)
    }
  })

  it('has claims that were not signed', async () => {
    const [header, , signature] = tokenWith().split('.')
    await isRefused(`${header}.${encoded({ ...good(), roles: ['admin'] })}.${signature}`)
  })

  it('is signed by somebody else', async () => {
    await isRefused(tokenWith({}, {}, newKeyPair().privateKey))
  })

  it('is not signed at all, however "none" is written', async () => {
    for (const alg of ['none', 'None', 'NONE', 'nOnE', '', undefined, null, ['ES256']]) {
      const unsigned = `${encoded({ ...goodHeader, alg })}.${encoded(good())}`
      for (const token of [`${unsigned}.`, unsigned, `${unsigned}.${tokenWith().split('.')[2]}`])
        await isRefused(token)
    }
  })

  it('is signed with the public key as if it were a shared secret', async () => {
    const secrets = [
      publicKey.export({ type: 'spki', format: 'pem' }),
      publicKey.export({ type: 'spki', format: 'der' }),
      JSON.stringify(publicKey.export({ format: 'jwk' })),
    ]
    for (const alg of ['HS256', 'hs256', 'HS512'])
      for (const secret of secrets) {
        const input = `${encoded({ ...goodHeader, alg })}.${encoded(good())}`
        const hash = alg === 'HS512' ? 'sha512' : 'sha256'
        await isRefused(`${input}.${createHmac(hash, secret).update(input).digest('base64url')}`)
      }
  })

  it('names an algorithm that is not on the list, or ours in another spelling, and no key is looked for', async () => {
    const verify = verifierAt(undefined, { keyOf: async () => assert.fail('a key was looked for') })
    for (const alg of ['es256', 'Es256', 'ES384', 'ES512', 'ES256K', 'RS256', 'PS256', 'EdDSA', ' ES256'])
      await isRefused(tokenWith({}, { alg }), verify)
  })

  it('brings its own key, or says where to fetch it, and nothing is fetched', async () => {
    const { publicKey: ownPublic, privateKey: ownPrivate } = newKeyPair()
    const jwk = ownPublic.export({ format: 'jwk' })
    const askedFor: string[] = []
    const verify = verifierAt(undefined, {
      keyOf: async (kid) => {
        askedFor.push(kid)
        return kid === goodHeader.kid ? publicKey : undefined
      },
    })
    // A closed port: whoever followed such an address would fail with another error than a refusal.
    const url = 'http://127.0.0.1:9/keys.json'
    for (const header of [
      { jwk },
      { jku: url },
      { x5u: url },
      { x5c: ['AAAA'] },
      { jwk, jku: url, kid: url },
    ])
      await isRefused(tokenWith({}, header, ownPrivate), verify)
    assert.deepEqual(askedFor, ['key-1', 'key-1', 'key-1', 'key-1', url])
  })

  it('names no key, or none that is known', async () => {
    for (const kid of [undefined, '', 'key-2', 1, null, ['key-1'], { toString: 'key-1' }, '__proto__'])
      await isRefused(tokenWith({}, { kid }))
  })

  it('has no end, or an end that cannot be read', async () => {
    for (const exp of [undefined, null, `${seconds + 600}`, 'never', {}]) await isRefused(tokenWith({ exp }))
  })

  it('is not yet good, or says so in a way that cannot be read', async () => {
    for (const nbf of [seconds + 60, 'soon']) await isRefused(tokenWith({ nbf }))
  })

  it('is of another kind: an id token, a refresh token, any JWT', async () => {
    for (const typ of [undefined, 'JWT', 'jwt', 'rt+jwt', 'at+jwt ', 'logout+jwt', ['at+jwt']])
      await isRefused(tokenWith({}, { typ }))
  })

  it('is for somebody else', async () => {
    for (const aud of [undefined, 'other', 'Eventflow', 'eventflow2', ['other'], [], '', null])
      await isRefused(tokenWith({ aud }))
  })

  it('is from somebody else', async () => {
    for (const iss of [undefined, 'other', 'Eventflow', 'https://eventflow', ['other'], ''])
      await isRefused(tokenWith({ iss }))
  })

  it('does not say who, in which session, by which id or since when', async () => {
    for (const name of ['sub', 'sid', 'jti', 'iat'])
      for (const value of [undefined, null, {}, true]) await isRefused(tokenWith({ [name]: value }))
  })

  it('is no token', async () => {
    for (const token of [
      '',
      '.',
      '..',
      '...',
      'a.b.c',
      'x'.repeat(100),
      `${encoded('{')}.${encoded('{')}.AAAA`,
      `${encoded('null')}.e30.AAAA`,
      `${tokenWith()}.AAAA`,
    ])
      await isRefused(token)
  })

  it('has claims that are no object', async () => {
    for (const claims of ['"text"', '[]', '7', 'null']) {
      const input = `${encoded(goodHeader)}.${encoded(claims)}`
      const [, , signature] = signed(goodHeader, good(), privateKey).split('.')
      await isRefused(`${input}.${signature}`)
    }
  })

  it('is longer than any that is issued, and its key is not even looked for', async () => {
    let asked = 0
    const verify = verifierAt(undefined, {
      keyOf: async () => {
        asked += 1
        return publicKey
      },
    })
    await isRefused(tokenWith({ padding: 'x'.repeat(5_000) }), verify)
    assert.equal(asked, 0)
  })

  it('is refused in the same words, whatever is wrong with it', async () => {
    const verify = verifierAt()
    const tellings = await Promise.all(
      [tokenWith({ exp: 1 }), tokenWith({ iss: 'x' }), tokenWith({}, { kid: 'x' }), 'nonsense'].map((token) =>
        verify(token).catch(({ message, facts }: CallerError) => JSON.stringify([message, facts])),
      ),
    )
    assert.equal(new Set(tellings).size, 1)
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

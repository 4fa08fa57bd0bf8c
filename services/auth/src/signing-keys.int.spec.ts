import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { createVerifier, remoteKeys } from '@eventflow/http'
import { createLogger } from '@eventflow/runtime'
import { clientOf, collectEvents, eventually, signUp, type TestUser } from '@eventflow/testing'
import jwt from 'jsonwebtoken'
import { type AuthUnderTest, authUnderTest, signUpAs } from './auth-under-test.int.spec.js'
import { authService } from './service.js'

const kidOf = (token: string) => String((jwt.decode(token, { complete: true }) as jwt.Jwt).header.kid)

describe('signing keys', () => {
  const sealingKey = randomBytes(32).toString('base64')
  let auth: AuthUnderTest
  let admin: TestUser

  before(async () => {
    auth = await authUnderTest({ SIGNING_KEYS_SEALING_KEY: sealingKey })
  })

  // Anew for each, since here keys go before the tokens that they signed have expired.
  beforeEach(async () => {
    admin = await signUpAs(auth, 'user', 'admin')
  })

  after(() => auth.close())

  const replica = (overrides: object = {}) =>
    auth.stack.start(authService, {
      BCRYPT_COST: '4',
      SIGNING_KEYS_SEALING_KEY: sealingKey,
      ...overrides,
    })
  const published = async (url = auth.url): Promise<string[]> => {
    const { body } = await clientOf(url).get('/.well-known/jwks.json').expect(200)
    return body.keys.map(({ kid }: { kid: string }) => kid)
  }
  const rotate = async (url = auth.url) =>
    (await clientOf(url, admin).post('/v1/auth/keys/rotate').expect(201)).body as {
      kid: string
      signsFrom: string
    }
  /** As if the time of the waiting keys had come. */
  const letTimeCome = () => auth.query(`update signing_keys set signs_from = now() where signs_from > now()`)

  it('S9: are published at once, by every replica, and sign only after the lead', async () => {
    const other = await replica()
    const events = await collectEvents(auth.stack.broker.adminUrl, ['auth'])
    const before = Date.now()
    const { kid, signsFrom } = await rotate()
    const leadMs = Date.parse(signsFrom) - before
    assert.ok(leadMs > 325_000 && leadMs < 335_000, String(leadMs))
    assert.ok((await published()).includes(kid))
    await eventually(async () => assert.ok((await published(other.url)).includes(kid)))
    assert.notEqual(kidOf((await signUp(auth.url)).accessToken), kid)
    await eventually(() => assert.ok(events.seen('signing-key.rotated').some(({ data }) => data.kid === kid)))
    const [word] = events.seen('audit.recorded').filter(({ data }) => data.action === 'auth.key.rotated')
    assert.deepEqual(word?.data.actor, { kind: 'user', id: admin.id })
    await events.close()
    await other.stop()
  })

  it('are not rotated twice while one waits, also when two ask at once', async () => {
    const other = await replica()
    const [one, two] = await Promise.all([rotate(), rotate(other.url)])
    assert.equal(one.kid, two.kid)
    assert.equal((await rotate()).kid, one.kid)
    await other.stop()
  })

  it('S9: take over when their time has come, and the tokens of the one before stay good', async () => {
    const { kid } = await rotate()
    const user = await signUp(auth.url)
    await letTimeCome()
    const other = await replica()
    const { body } = await clientOf(other.url)
      .post('/v1/auth/login')
      .send({ email: user.email, password: user.password })
      .expect(200)
    assert.equal(kidOf(body.accessToken), kid)
    for (const token of [user.accessToken, body.accessToken])
      for (const url of [auth.url, other.url])
        await clientOf(url, { accessToken: token }).get('/v1/auth/me').expect(200)
    await other.stop()
  })

  it('S9: go when the last token that they signed has expired', async () => {
    const { kid } = await rotate()
    const before = await published()
    await auth.query(
      `update signing_keys set signs_from =
         now() - case when kid = $1 then interval '661 seconds' else interval '1 hour' end`,
      [kid],
    )
    const other = await replica()
    assert.deepEqual(await published(other.url), [kid])
    await eventually(async () => assert.deepEqual(await published(), [kid]))
    assert.ok(before.length > 1)
    await other.stop()
  })

  it('are followed by another one when they are too old, made by one replica of several', async () => {
    await auth.query(`update signing_keys set signs_from = now() - interval '30 days'`)
    const before = await published()
    const replicas = await Promise.all([replica(), replica(), replica()])
    const [one] = replicas
    const now = await published(one?.url)
    assert.equal(now.length, before.length + 1)
    await eventually(async () => assert.deepEqual((await published()).sort(), now.sort()))
    await Promise.all(replicas.map((each) => each.stop()))
  })

  it('are sealed anew under another sealing key, and the one before may then be thrown away', async () => {
    const nextKey = randomBytes(32).toString('base64')
    const user = await signUp(auth.url)
    await assert.rejects(replica({ SIGNING_KEYS_SEALING_KEY: nextKey }), /no sealing key opens this value/)
    await (await replica({ SIGNING_KEYS_SEALING_KEY: `${nextKey},${sealingKey}` })).stop()
    const other = await replica({ SIGNING_KEYS_SEALING_KEY: nextKey })
    await clientOf(other.url, user).get('/v1/auth/me').expect(200)
    await other.stop()
    await (await replica({ SIGNING_KEYS_SEALING_KEY: `${sealingKey},${nextKey}` })).stop()
  })

  it('S9: rotate under load, again and again, without one live token being refused by any verifier', async () => {
    await letTimeCome()
    // No time in advance at all, which is as bad as it gets: a key signs from the moment it is published.
    const [one, two] = await Promise.all([
      replica({ SIGNING_KEY_LEAD_SECONDS: '0' }),
      replica({ SIGNING_KEY_LEAD_SECONDS: '0' }),
    ])
    const user = await signUp(one.url)
    const verifiers = [one.url, two.url, one.url].map((url) =>
      createVerifier({
        ...{ issuer: 'eventflow', audience: 'eventflow' },
        keyOf: remoteKeys(url, { logger: createLogger('spec', 'silent') }),
      }),
    )
    const kids = new Set<string>()
    const tally = { calls: 0, refused: 0 }
    const until = Date.now() + 3_000
    const work = async (url: string, verify: (token: string) => Promise<unknown>) => {
      while (Date.now() < until) {
        const login = { email: user.email, password: user.password }
        const { body } = await clientOf(url).post('/v1/auth/login').send(login).expect(200)
        kids.add(kidOf(body.accessToken))
        const asked = [
          clientOf(one.url, body).get('/v1/auth/me'),
          clientOf(two.url, body).get('/v1/auth/me'),
        ].map(async (me) => (await me).status === 200)
        const checked = verify(body.accessToken).then(
          () => true,
          () => false,
        )
        const good = await Promise.all([...asked, checked])
        tally.calls += good.length
        tally.refused += good.filter((each) => !each).length
      }
    }
    const rotating = (async () => {
      for (let count = 0; Date.now() < until; count++) await rotate(count % 2 === 0 ? one.url : two.url)
    })()
    await Promise.all([
      rotating,
      ...verifiers.map((verify, at) => work(at % 2 === 0 ? two.url : one.url, verify)),
    ])
    assert.equal(tally.refused, 0)
    assert.ok(tally.calls > 8 && kids.size > 1, `${tally.calls} calls, ${kids.size} keys`)
    await Promise.all([one.stop(), two.stop()])
  })

  it('are rotated by admins alone', async () => {
    const user = await signUp(auth.url)
    await clientOf(auth.url, user).post('/v1/auth/keys/rotate').expect(403)
    await clientOf(auth.url).post('/v1/auth/keys/rotate').expect(401)
  })

  it('are found by the document that describes the endpoints, under the public address', async () => {
    const other = await replica({ PUBLIC_URL: 'https://api.example.test' })
    const { body, headers } = await clientOf(other.url)
      .get('/.well-known/openid-configuration')
      .set('host', 'evil.example.test')
      .set('x-forwarded-host', 'evil.example.test')
      .expect(200)
    assert.equal(body.issuer, 'eventflow')
    assert.equal(body.jwks_uri, 'https://api.example.test/.well-known/jwks.json')
    assert.equal(body.token_endpoint, 'https://api.example.test/v1/oauth/token')
    assert.deepEqual(body.grant_types_supported, ['client_credentials', 'refresh_token'])
    assert.ok(!JSON.stringify(body).includes('evil'))
    assert.match(headers['cache-control'] ?? '', /max-age/)
    await other.stop()
  })
})

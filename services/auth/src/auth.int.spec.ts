import assert from 'node:assert/strict'
import { createPublicKey } from 'node:crypto'
import {
  clientOf,
  collectEvents,
  eventually,
  goodPassword,
  signUp,
  type TestStack,
  testStack,
  uniqueEmail,
} from '@eventflow/testing'
import jwt from 'jsonwebtoken'
import { Client } from 'pg'
import { authService } from './service.js'

const cheap = { BCRYPT_COST: '4' }

describe('the auth service', () => {
  let stack: TestStack
  let url: string

  before(async () => {
    stack = await testStack()
    url = (await stack.start(authService, cheap)).url
  })

  after(() => stack.close())

  const post = (path: string, body: object) => clientOf(url).post(path).send(body)
  const refresh = (refreshToken: string) => post('/v1/auth/refresh', { refreshToken })

  const query = async (sql: string, parameters: unknown[] = []) => {
    const client = new Client({ connectionString: await stack.databaseUrl('auth') })
    await client.connect()
    try {
      return (await client.query(sql, parameters)).rows as Array<Record<string, unknown>>
    } finally {
      await client.end()
    }
  }

  describe('registering', () => {
    it('answers the account and tokens, and never the hash', async () => {
      const email = uniqueEmail()
      const { body, headers } = await post('/v1/auth/register', {
        email,
        password: goodPassword,
        name: 'Ada',
      }).expect(201)
      assert.deepEqual(Object.keys(body).sort(), [
        'accessToken',
        'expiresIn',
        'refreshToken',
        'tokenType',
        'user',
      ])
      assert.deepEqual(Object.keys(body.user).sort(), ['email', 'emailVerified', 'id', 'name', 'roles'])
      assert.equal(body.tokenType, 'Bearer')
      assert.equal(headers['cache-control'], 'no-store')
      assert.ok(headers['sync-token'])
    })

    it('refuses an address that is taken, in any spelling, also when two ask at once', async () => {
      const email = uniqueEmail()
      const register = (address: string) =>
        post('/v1/auth/register', { email: address, password: goodPassword, name: 'Ada' })
      const [one, two] = await Promise.all([register(email), register(email.toUpperCase())])
      assert.deepEqual([one.status, two.status].sort(), [201, 409])
      assert.equal([one, two].find(({ status }) => status === 409)?.body.code, 'EMAIL_TAKEN')
    })

    it('says nothing to the others about a registration that was refused', async () => {
      const user = await signUp(url)
      const seen = await collectEvents(stack.broker.adminUrl, ['auth'])
      await post('/v1/auth/register', { email: user.email, password: goodPassword, name: 'Ada' }).expect(409)
      const next = await signUp(url)
      await eventually(() =>
        assert.ok(seen.seen('user.registered').some(({ data }) => data.userId === next.id)),
      )
      assert.equal(seen.seen('user.registered').length, 1)
      await seen.close()
    })

    it('S22: refuses a weak password with the field and the reason', async () => {
      const { body } = await post('/v1/auth/register', {
        email: uniqueEmail(),
        password: 'password1',
        name: 'Ada',
      }).expect(422)
      assert.equal(body.code, 'WEAK_PASSWORD')
      assert.equal(body.errors[0].pointer, '/password')
    })

    it('S21: takes a password of 64 emoji, of which every one counts when signing in', async () => {
      const [email, password] = [uniqueEmail(), '🦊🐻'.repeat(32)]
      await post('/v1/auth/register', { email, password, name: 'Ada' }).expect(201)
      await post('/v1/auth/login', { email, password: `${password.slice(0, -2)}🐼` }).expect(401)
      await post('/v1/auth/login', { email, password }).expect(200)
    })

    it('names every field that is missing, wrong or unknown', async () => {
      const { body } = await post('/v1/auth/register', { email: 'nobody', roles: ['admin'], name: 7 }).expect(
        422,
      )
      const pointers = body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()
      assert.deepEqual(pointers, ['/email', '/name', '/password', '/roles'])
    })
  })

  describe('an access token', () => {
    it('carries what RFC 9068 wants, and verifies with the published key', async () => {
      const { accessToken, id } = await signUp(url)
      const { body } = await clientOf(url).get('/.well-known/jwks.json').expect(200)
      assert.ok(
        body.keys.every((key: Record<string, unknown>) => key.d === undefined),
        'no private key is published',
      )
      const { header } = jwt.decode(accessToken, { complete: true }) as jwt.Jwt
      const jwk = body.keys.find(({ kid }: { kid: string }) => kid === header.kid)
      const claims = jwt.verify(accessToken, createPublicKey({ key: jwk, format: 'jwk' }), {
        algorithms: ['ES256'],
      }) as jwt.JwtPayload
      assert.equal(header.typ, 'at+jwt')
      assert.equal(claims.sub, id)
      for (const claim of ['iss', 'aud', 'sid', 'jti', 'iat', 'exp', 'auth_time', 'client_id', 'roles'])
        assert.notEqual(claims[claim], undefined, claim)
      assert.equal(Number(claims.exp) - Number(claims.iat), 600)
    })

    it('opens the caller their account and session', async () => {
      const user = await signUp(url)
      const { body } = await clientOf(url, user).get('/v1/auth/me').expect(200)
      assert.equal(body.user.id, user.id)
      assert.deepEqual(Object.keys(body.session).sort(), [
        'createdAt',
        'current',
        'device',
        'id',
        'ip',
        'lastUsedAt',
      ])
    })

    it('is signed with a key that the next process of the service has too', async () => {
      const user = await signUp(url)
      const replica = await stack.start(authService, cheap)
      await clientOf(replica.url, user).get('/v1/auth/me').expect(200)
      await replica.stop()
    })
  })

  describe('signing in', () => {
    it('S25: answers an unknown address and a wrong password alike', async () => {
      const { email } = await signUp(url)
      const wrong = await post('/v1/auth/login', { email, password: 'not-the-password' }).expect(401)
      const unknown = await post('/v1/auth/login', {
        email: uniqueEmail(),
        password: 'not-the-password',
      }).expect(401)
      const plain = ({ body }: typeof wrong) => ({ ...body, requestId: undefined })
      assert.deepEqual(plain(wrong), plain(unknown))
      assert.equal(wrong.body.code, 'INVALID_CREDENTIALS')
    })

    it('opens a session beside those that are open', async () => {
      const user = await signUp(url)
      const { body } = await post('/v1/auth/login', { email: user.email, password: user.password }).expect(
        200,
      )
      assert.notEqual(body.refreshToken, user.refreshToken)
      await refresh(user.refreshToken).expect(200)
    })

    it('S23: renews a hash that was made at a lower cost', async () => {
      const { email, id } = await signUp(url)
      const dearer = await stack.start(authService, { BCRYPT_COST: '5' })
      const [before] = await query('select password_hash from accounts where id = $1', [id])
      await clientOf(dearer.url).post('/v1/auth/login').send({ email, password: goodPassword }).expect(200)
      const [after] = await query('select password_hash from accounts where id = $1', [id])
      assert.match(String(before?.password_hash), /^\$2b\$04/)
      assert.match(String(after?.password_hash), /^\$2b\$05/)
      await dearer.stop()
    })
  })

  describe('refreshing', () => {
    it('answers a new pair of which both work', async () => {
      const user = await signUp(url)
      const { body } = await refresh(user.refreshToken).expect(200)
      assert.notEqual(body.refreshToken, user.refreshToken)
      await clientOf(url, body).get('/v1/auth/me').expect(200)
      await refresh(body.refreshToken).expect(200)
    })

    it('S11: gives twenty parallel calls with one token one successor', async () => {
      const user = await signUp(url)
      const answers: Array<{ status: number; body: { refreshToken: string } }> = await Promise.all(
        Array.from({ length: 20 }, async () => refresh(user.refreshToken)),
      )
      assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200])
      assert.equal(new Set(answers.map(({ body }) => body.refreshToken)).size, 1)
      await refresh(answers[0]?.body.refreshToken ?? '').expect(200)
    })

    it('S10: ends the session and tells the others when an old token comes back after the grace', async () => {
      const seen = await collectEvents(stack.broker.adminUrl, ['auth'])
      const user = await signUp(url)
      const { body: next } = await refresh(user.refreshToken).expect(200)
      await query(
        `update refresh_tokens set used_at = used_at - interval '11 seconds' where used_at is not null`,
      )
      const refused = await refresh(user.refreshToken).expect(401)
      assert.equal(refused.body.code, 'SESSION_COMPROMISED')
      await refresh(next.refreshToken).expect(401)
      await clientOf(url, next).get('/v1/auth/me').expect(401)
      await eventually(() =>
        assert.ok(seen.seen('session.compromised').some(({ data }) => data.userId === user.id)),
      )
      await seen.close()
    })

    it('refuses a made-up token, and one whose session was ended', async () => {
      const made = await refresh('made-up').expect(401)
      assert.equal(made.body.code, 'INVALID_REFRESH_TOKEN')
      const user = await signUp(url)
      await clientOf(url, user).post('/v1/auth/logout').expect(204)
      await refresh(user.refreshToken).expect(401)
    })
  })

  describe('the list of sessions', () => {
    it('S18: shows where somebody is signed in, and which session asks', async () => {
      const user = await signUp(url)
      const { email, password } = user
      const laptop = await post('/v1/auth/login', { email, password }).set('user-agent', 'Laptop').expect(200)
      const { body } = await clientOf(url, laptop.body).get('/v1/auth/sessions').expect(200)
      assert.equal(body.items.length, 2)
      const current = body.items.filter((session: { current: boolean }) => session.current)
      assert.deepEqual(
        current.map(({ device }: { device: string }) => device),
        ['Laptop'],
      )
    })

    it('S18: ends another session of the same person, and its tokens with it', async () => {
      const user = await signUp(url)
      const { email, password } = user
      const lost = (await post('/v1/auth/login', { email, password }).expect(200)).body
      const { body } = await clientOf(url, user).get('/v1/auth/sessions').expect(200)
      const { id } = body.items.find((session: { current: boolean }) => !session.current)
      await clientOf(url, user).delete(`/v1/auth/sessions/${id}`).expect(204)
      await clientOf(url, lost).get('/v1/auth/me').expect(401)
      await refresh(lost.refreshToken).expect(401)
      await clientOf(url, user).get('/v1/auth/me').expect(200)
    })

    it('S18: does not know the sessions of others', async () => {
      const [one, other] = [await signUp(url), await signUp(url)]
      const { body } = await clientOf(url, other).get('/v1/auth/sessions').expect(200)
      await clientOf(url, one).delete(`/v1/auth/sessions/${body.items[0].id}`).expect(404)
      await clientOf(url, other).get('/v1/auth/me').expect(200)
      const wrong = await clientOf(url, one).delete('/v1/auth/sessions/not-an-id').expect(422)
      assert.equal(wrong.body.errors[0].pointer, 'path:id')
    })
  })

  describe('signing out', () => {
    it('ends the session once, however often it is asked', async () => {
      const seen = await collectEvents(stack.broker.adminUrl, ['auth'])
      const user = await signUp(url)
      await clientOf(url, user).post('/v1/auth/logout').expect(204)
      await clientOf(url, user).post('/v1/auth/logout').expect(204)
      await clientOf(url, user).get('/v1/auth/me').expect(401)
      const other = await signUp(url)
      await clientOf(url, other).post('/v1/auth/logout').expect(204)
      await eventually(() =>
        assert.ok(seen.seen('session.ended').some(({ data }) => data.userId === other.id)),
      )
      assert.equal(seen.seen('session.ended').filter(({ data }) => data.userId === user.id).length, 1)
      await seen.close()
    })
  })

  it('opens the accounts of the demo where that is wanted, once, with their roles', async () => {
    const seen = await collectEvents(stack.broker.adminUrl, ['auth'])
    const demo = { ...cheap, EVENTFLOW_DEMO: 'true' }
    for (let start = 0; start < 2; start++) await (await stack.start(authService, demo)).stop()
    const demoLogin = { email: 'admin@demo.test', password: 'demo-correct-horse-battery' }
    const { body } = await post('/v1/auth/login', demoLogin).expect(200)
    assert.deepEqual(body.user.roles, ['user', 'admin'])
    await eventually(() => assert.equal(seen.seen('user.registered').length, 5))
    await seen.close()
  })

  it('S14: keeps no password, no token and no private key in the database', async () => {
    const user = await signUp(url)
    await refresh(user.refreshToken).expect(200)
    const tables = await query(
      `select table_name from information_schema.tables where table_schema = 'public'`,
    )
    const dump: string[] = []
    for (const { table_name: table } of tables)
      dump.push(JSON.stringify(await query(`select * from "${table}"`)))
    const text = dump.join('\n')
    assert.ok(text.includes(user.email), 'the dump is one')
    for (const secret of [user.password, user.refreshToken, user.accessToken, 'PRIVATE KEY'])
      assert.ok(!text.includes(secret), secret.slice(0, 12))
  })
})

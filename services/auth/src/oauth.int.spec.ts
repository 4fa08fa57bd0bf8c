import assert from 'node:assert/strict'
import { createLogger } from '@eventflow/runtime'
import { openRedis, type Redis } from '@eventflow/runtime/redis'
import {
  clientOf,
  collectEvents,
  eventually,
  type SeenEvent,
  signUp,
  stackAddresses,
} from '@eventflow/testing'
import jwt from 'jsonwebtoken'
import { type AuthUnderTest, authUnderTest, signUpAs } from './auth-under-test.int.spec.js'

interface Registered {
  id: string
  secret: string
}

describe('OAuth clients', () => {
  let auth: AuthUnderTest
  let url: string
  let admin: { id: string; accessToken: string }
  let redis: Redis
  let events: { seen(type: string): SeenEvent[]; close(): Promise<void> }

  before(async () => {
    auth = await authUnderTest()
    url = auth.url
    events = await collectEvents(auth.stack.broker.adminUrl, ['auth'])
    redis = await openRedis({ url: stackAddresses().redisUrl }, { logger: createLogger('spec', 'silent') })
    admin = await signUpAs(auth, 'user', 'admin')
  })

  after(async () => {
    await events.close()
    await redis.close()
    await auth.close()
  })

  const register = async (wishes: object = {}): Promise<Registered> => {
    const asked = clientOf(url, admin).post('/v1/oauth/clients')
    return (await asked.send({ name: 'Reports', ...wishes }).expect(201)).body
  }
  const form = (path: string, fields: Record<string, string>, client?: Registered) => {
    const asked = clientOf(url).post(`/v1/oauth/${path}`).type('form')
    return (client ? asked.auth(client.id, client.secret) : asked).send(fields)
  }
  const tokenFor = async (client: Registered, fields: Record<string, string> = {}) =>
    (await form('token', { grant_type: 'client_credentials', ...fields }, client).expect(200)).body
  const introspect = async (token: string, by: Registered) =>
    (await form('introspect', { token }, by).expect(200)).body
  const audited = (action: string) =>
    events
      .seen('audit.recorded')
      .map(({ data }) => data)
      .filter((data) => data.action === action)

  describe('the token endpoint', () => {
    it('S7: gives a client a token in its own name, with all that RFC 9068 wants', async () => {
      const client = await register({ roles: ['operator'], scopes: ['events:read', 'events:write'] })
      const answered = await form('token', { grant_type: 'client_credentials' }, client).expect(200)
      assert.deepEqual(Object.keys(answered.body).sort(), [
        'access_token',
        'expires_in',
        'scope',
        'token_type',
      ])
      assert.equal(answered.body.scope, 'events:read events:write')
      assert.equal(answered.headers['cache-control'], 'no-store')
      assert.equal(answered.headers.pragma, 'no-cache')
      const { header, payload } = jwt.decode(answered.body.access_token, { complete: true }) as jwt.Jwt
      const claims = payload as jwt.JwtPayload
      assert.equal(header.typ, 'at+jwt')
      assert.equal(header.alg, 'ES256')
      assert.equal(claims.sub, client.id)
      assert.equal(claims.client_id, client.id)
      assert.equal(claims.auth_time, claims.iat)
      assert.deepEqual(claims.roles, ['operator'])
      for (const claim of ['iss', 'aud', 'sid', 'jti', 'iat', 'exp']) assert.ok(claims[claim], claim)
    })

    it('takes credentials from the header or from the form, and never from both', async () => {
      const { id, secret } = await register()
      const inForm = { grant_type: 'client_credentials', client_id: id, client_secret: secret }
      await form('token', inForm).expect(200)
      await form('token', { grant_type: 'client_credentials', client_id: id }, { id, secret }).expect(200)
      assert.equal((await form('token', inForm, { id, secret }).expect(400)).body.error, 'invalid_request')
    })

    it('says 401 and how to sign in to whoever is no client, and the same for a wrong secret', async () => {
      const client = await register()
      const wrong = { ...client, secret: 'guessed' }
      const stranger = { id: 'nobody', secret: 'guessed' }
      const bodies = await Promise.all(
        [wrong, stranger, { id: admin.id, secret: '%zz' }].map(async (one) => {
          const { body, headers } = await form('token', { grant_type: 'client_credentials' }, one).expect(401)
          assert.match(headers['www-authenticate'] ?? '', /^Basic realm=/)
          assert.equal(headers['cache-control'], 'no-store')
          return body
        }),
      )
      for (const body of bodies) assert.deepEqual(body, bodies[0])
      assert.equal(bodies[0].error, 'invalid_client')
      const bare = await form('token', { grant_type: 'client_credentials' }).expect(401)
      assert.equal(bare.body.error, 'invalid_client')
    })

    it('names what is wrong with a request in the words of RFC 6749', async () => {
      const client = await register({ scopes: ['events:read'] })
      const errorOf = async (fields: Record<string, string>) =>
        (await form('token', fields, client).expect(400)).body.error
      assert.equal(await errorOf({}), 'invalid_request')
      assert.equal(await errorOf({ grant_type: 'password' }), 'unsupported_grant_type')
      assert.equal(
        await errorOf({ grant_type: 'client_credentials', scope: 'events:read events:write' }),
        'invalid_scope',
      )
      assert.equal(await errorOf({ grant_type: 'refresh_token' }), 'invalid_request')
      assert.equal(await errorOf({ grant_type: 'refresh_token', refresh_token: 'made-up' }), 'invalid_grant')
      const narrowed = await tokenFor(client, { scope: 'events:read', resource: 'ignored as RFC 6749 wants' })
      assert.equal(narrowed.scope, 'events:read')
    })

    it('exchanges the refresh token of a person by the same rules as /v1/auth/refresh', async () => {
      const user = await signUp(url)
      const exchange = (token: string) =>
        form('token', { grant_type: 'refresh_token', refresh_token: token, client_id: 'eventflow-web' })
      const { body } = await exchange(user.refreshToken).expect(200)
      assert.deepEqual(Object.keys(body).sort(), [
        'access_token',
        'expires_in',
        'refresh_token',
        'token_type',
      ])
      const again = await clientOf(url)
        .post('/v1/auth/refresh')
        .send({ refreshToken: user.refreshToken })
        .expect(200)
      assert.equal(again.body.refreshToken, body.refresh_token)
      await clientOf(url, { accessToken: body.access_token }).get('/v1/auth/me').expect(200)
      await auth.query(`update refresh_tokens set used_at = used_at - interval '11 seconds'`)
      const reused = await exchange(user.refreshToken).expect(400)
      assert.equal(reused.body.error, 'invalid_grant')
      assert.equal((await exchange(body.refresh_token).expect(400)).body.error, 'invalid_grant')
    })

    it("opens to a client nothing that is a user's own, and what its roles allow", async () => {
      const plain = await tokenFor(await register())
      const caller = clientOf(url, { accessToken: plain.access_token })
      assert.equal((await caller.get('/v1/auth/sessions').expect(403)).body.code, 'FORBIDDEN')
      await caller.get('/v1/oauth/clients').expect(403)
      const trusted = await tokenFor(await register({ roles: ['admin'] }))
      await clientOf(url, { accessToken: trusted.access_token }).get('/v1/oauth/clients').expect(200)
    })

    it('lets whoever guesses secrets wait, and nobody else', async () => {
      const [client, other] = [await register(), await register()]
      const guess = () =>
        form('token', { grant_type: 'client_credentials' }, { ...client, secret: 'guessed' })
      for (let wrong = 0; wrong < 10; wrong++) await guess().expect(401)
      const { headers } = await guess().expect(429)
      assert.ok(Number(headers['retry-after']) > 0)
      await form('token', { grant_type: 'client_credentials' }, client).expect(429)
      await form('token', { grant_type: 'client_credentials' }, client)
        .set('x-forwarded-for', '198.51.100.7')
        .expect(200)
      await tokenFor(other)
    })
  })

  describe('introspection', () => {
    it('tells a client whose token it is, as far as RFC 7662 goes', async () => {
      const client = await register({ scopes: ['events:read'], roles: ['operator'] })
      const token = await tokenFor(client)
      const told = await introspect(token.access_token, client)
      assert.equal(told.active, true)
      assert.equal(told.scope, 'events:read')
      assert.equal(told.client_id, client.id)
      assert.equal(told.sub, client.id)
      assert.equal(told.token_type, 'Bearer')
      assert.deepEqual(told.roles, ['operator'])
      assert.equal(told.exp - told.iat, 600)
      const user = await signUp(url)
      const person = await introspect(user.accessToken, client)
      assert.deepEqual([person.active, person.sub, person.client_id], [true, user.id, 'eventflow-web'])
      const renewal = await introspect(user.refreshToken, client)
      assert.deepEqual([renewal.active, renewal.sub, renewal.token_type], [true, user.id, 'refresh_token'])
      assert.ok(renewal.exp > renewal.iat)
    })

    it('says no more than inactive of what was made up, was used, has ended or has run out', async () => {
      const client = await register()
      const user = await signUp(url)
      const { body: next } = await clientOf(url)
        .post('/v1/auth/refresh')
        .send({ refreshToken: user.refreshToken })
        .expect(200)
      const inactive = { active: false }
      assert.deepEqual(await introspect(user.refreshToken, client), inactive, 'used')
      assert.equal((await introspect(next.refreshToken, client)).active, true)
      await clientOf(url, user).post('/v1/auth/logout').expect(204)
      for (const token of [user.accessToken, next.accessToken, next.refreshToken, 'made-up', 'a.b.c'])
        assert.deepEqual(await introspect(token, client), inactive)
      const disabled = await signUp(url)
      await auth.query('update accounts set disabled = true where id = $1', [disabled.id])
      assert.deepEqual(await introspect(disabled.accessToken, client), inactive)
    })

    it('is for clients with a secret alone', async () => {
      const { accessToken } = await signUp(url)
      await form('introspect', { token: accessToken }).expect(401)
      await form('introspect', { token: accessToken, client_id: 'eventflow-web' }).expect(401)
      const asUser = clientOf(url, { accessToken }).post('/v1/oauth/introspect').type('form')
      await asUser.send({ token: accessToken }).expect(401)
    })
  })

  describe('revocation', () => {
    /** The list that the gateway looks at with every call. */
    const isOnTheList = async (token: string) => {
      const { sid } = jwt.decode(token) as jwt.JwtPayload
      return (await redis.client.exists(`revoked:${sid}`)) === 1
    }

    it('ends the session of a person by either of its tokens', async () => {
      const client = await register()
      for (const which of ['accessToken', 'refreshToken'] as const) {
        const user = await signUp(url)
        await form('revoke', { token: user[which] }, client).expect(200)
        assert.ok(await isOnTheList(user.accessToken))
        await clientOf(url, user).get('/v1/auth/me').expect(401)
        await clientOf(url).post('/v1/auth/refresh').send({ refreshToken: user.refreshToken }).expect(401)
        assert.deepEqual(await introspect(user.accessToken, client), { active: false })
        await eventually(() =>
          assert.ok(events.seen('session.ended').some(({ data }) => data.userId === user.id)),
        )
      }
    })

    it("ends a token of the client that asks, and no other client's", async () => {
      const [client, other] = [await register(), await register()]
      const [first, second] = [await tokenFor(client), await tokenFor(client)]
      const foreign = await form('revoke', { token: first.access_token }, other).expect(400)
      assert.equal(foreign.body.error, 'unauthorized_client')
      assert.equal((await introspect(first.access_token, other)).active, true)
      await form('revoke', { token: first.access_token, token_type_hint: 'access_token' }, client).expect(200)
      assert.ok(await isOnTheList(first.access_token))
      assert.deepEqual(await introspect(first.access_token, other), { active: false })
      assert.equal((await introspect(second.access_token, other)).active, true)
    })

    it('says 200 of a token that nobody knows, and of one that has ended before', async () => {
      const client = await register()
      const user = await signUp(url)
      for (const token of ['made-up', 'a.b.c', user.refreshToken, user.refreshToken])
        await form('revoke', { token }, client).expect(200)
      await form('revoke', { token: 'made-up' }).expect(401)
      await form('revoke', { token: 'made-up', client_id: 'eventflow-web' }).expect(200)
    })
  })

  describe('their administration', () => {
    it('is for admins', async () => {
      const user = await signUp(url)
      await clientOf(url, user).get('/v1/oauth/clients').expect(403)
      await clientOf(url, user).post('/v1/oauth/clients').send({ name: 'Mine' }).expect(403)
      await clientOf(url).get('/v1/oauth/clients').expect(401)
    })

    it('shows a secret once, and keeps its hash alone', async () => {
      const { id, secret } = await register({ name: 'Once' })
      assert.equal(Buffer.from(secret, 'base64url').length, 32)
      const caller = clientOf(url, admin)
      const shown = [
        await caller.get(`/v1/oauth/clients/${id}`),
        await caller.get('/v1/oauth/clients?limit=100'),
      ]
      for (const { status, text } of shown) {
        assert.equal(status, 200)
        assert.ok(text.includes(id))
        assert.ok(!text.includes(secret))
      }
      const rows = JSON.stringify([
        await auth.query('select * from oauth_clients'),
        await auth.query('select * from client_tokens'),
      ])
      assert.ok(rows.includes(id))
      assert.ok(!rows.includes(secret))
    })

    it('lists them in pages, each once', async () => {
      for (let count = 0; count < 3; count++) await register()
      const seen: string[] = []
      let next: string | null = ''
      for (let page = 0; next !== null && page < 100; page++) {
        const query: string = next === '' ? '' : `&cursor=${next}`
        const { body } = await clientOf(url, admin).get(`/v1/oauth/clients?limit=2${query}`).expect(200)
        seen.push(...body.items.map(({ id }: Registered) => id))
        next = body.next
      }
      const [{ count }] = (await auth.query('select count(*)::int as count from oauth_clients')) as [
        { count: number },
      ]
      assert.equal(seen.length, count)
      assert.equal(new Set(seen).size, count)
    })

    it('S30: refuses roles that do not exist, scopes that are none, and fields that are not its own', async () => {
      const refused = async (wishes: object) => {
        const asked = clientOf(url, admin)
          .post('/v1/oauth/clients')
          .send({ name: 'Bad', ...wishes })
        return (await asked.expect(422)).body.errors[0].pointer
      }
      assert.equal(await refused({ roles: ['emperor'] }), '/roles/0')
      assert.equal(await refused({ scopes: ['two words'] }), '/scopes/0')
      assert.equal(await refused({ scopes: Array.from({ length: 21 }, (_, at) => `s${at}`) }), '/scopes')
      assert.equal(await refused({ secretHash: 'mine' }), '/secretHash')
    })

    it('replaces a secret with a grace for the old one, or without', async () => {
      const client = await register()
      const rotate = async (body: object) =>
        (
          await clientOf(url, admin)
            .post(`/v1/oauth/clients/${client.id}/rotate-secret`)
            .send(body)
            .expect(200)
        ).body
      const second = await rotate({})
      await tokenFor(client)
      await tokenFor(second)
      const third = await rotate({ graceSeconds: 0 })
      const grant = { grant_type: 'client_credentials' }
      await form('token', grant, client).expect(401)
      await form('token', grant, second).expect(401)
      await tokenFor(third)
    })

    it('ends the tokens of a client with the client', async () => {
      const [client, other] = [await register(), await register()]
      const { access_token: token } = await tokenFor(client)
      await clientOf(url, admin).delete(`/v1/oauth/clients/${client.id}`).expect(204)
      assert.deepEqual(await introspect(token, other), { active: false })
      const { sid } = jwt.decode(token) as jwt.JwtPayload
      assert.equal(await redis.client.exists(`revoked:${sid}`), 1)
      await form('token', { grant_type: 'client_credentials' }, client).expect(401)
      await clientOf(url, admin).delete(`/v1/oauth/clients/${client.id}`).expect(404)
    })

    it('is audited, each act and each refusal, without a secret in it', async () => {
      const client = await register({ name: 'Audited' })
      const { access_token: token } = await tokenFor(client)
      await form('revoke', { token }, client).expect(200)
      await clientOf(url, admin).delete(`/v1/oauth/clients/${client.id}`).expect(204)
      await clientOf(url, admin).delete(`/v1/oauth/clients/${client.id}`).expect(404)
      await eventually(() => {
        const about = (action: string) =>
          audited(action).filter(({ target }) => target === `client:${client.id}`)
        assert.deepEqual(
          about('auth.client.created').map(({ actor }) => actor),
          [{ kind: 'user', id: admin.id }],
        )
        assert.deepEqual(
          about('auth.client.deleted').map(({ outcome }) => outcome),
          ['done', 'refused'],
        )
        for (const action of ['auth.client-token.issued', 'auth.client-token.revoked'])
          assert.ok(
            audited(action).some(({ actor }) => (actor as { id: string }).id === client.id),
            action,
          )
      })
      const told = JSON.stringify(events.seen('audit.recorded'))
      assert.ok(!told.includes(client.secret))
      assert.ok(!told.includes(token))
    })
  })
})

import assert from 'node:assert/strict'
import { clientOf, eventually, signUp } from '@eventflow/testing'
import jwt from 'jsonwebtoken'
import { type OauthUnderTest, oauthUnderTest } from './oauth-under-test.int.spec.js'

describe('OAuth clients', () => {
  let oauth: OauthUnderTest
  let auth: OauthUnderTest['auth']
  let url: OauthUnderTest['url']
  let events: OauthUnderTest['events']
  let redis: OauthUnderTest['redis']
  let admin: OauthUnderTest['admin']
  let register: OauthUnderTest['register']
  let form: OauthUnderTest['form']
  let tokenFor: OauthUnderTest['tokenFor']
  let introspect: OauthUnderTest['introspect']

  before(async () => {
    oauth = await oauthUnderTest()
    ;({ auth, url, events, redis, admin, register, form, tokenFor, introspect } = oauth)
  })

  after(() => oauth.close())

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
})

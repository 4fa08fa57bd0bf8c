import assert from 'node:assert/strict'
import { clientOf, collectEvents, eventually, signUp } from '@eventflow/testing'
import jwt from 'jsonwebtoken'
import { type AuthUnderTest, authUnderTest, signUpAs } from './auth-under-test.int.spec.js'

describe('the tokens of this service', () => {
  let auth: AuthUnderTest

  before(async () => {
    auth = await authUnderTest()
  })

  after(() => auth.close())

  const form = async (fields: object) =>
    (await clientOf(auth.url).post('/v1/oauth/token').type('form').send(fields).expect(200)).body
  const register = async () => {
    const admin = await signUpAs(auth, 'user', 'admin')
    return (await auth.post('/v1/oauth/clients', { name: 'Reports' }, admin).expect(201)).body
  }

  /** Each way in, and the access token that it answers. */
  const ways: Record<string, () => Promise<string>> = {
    'POST /v1/auth/register': async () => (await signUp(auth.url)).accessToken,
    'POST /v1/auth/login': async () => {
      const { email, password } = await signUp(auth.url)
      return (await auth.post('/v1/auth/login', { email, password }).expect(200)).body.accessToken
    },
    'POST /v1/auth/refresh': async () => {
      const { refreshToken } = await signUp(auth.url)
      return (await auth.post('/v1/auth/refresh', { refreshToken }).expect(200)).body.accessToken
    },
    'POST /v1/auth/reauthenticate': async () => {
      const user = await signUp(auth.url)
      const again = auth.post('/v1/auth/reauthenticate', { password: user.password }, user)
      return (await again.expect(200)).body.accessToken
    },
    'POST /v1/oauth/token by a refresh token': async () => {
      const { refreshToken } = await signUp(auth.url)
      return (await form({ grant_type: 'refresh_token', refresh_token: refreshToken })).access_token
    },
    'POST /v1/oauth/token by a client': async () => {
      const { id, secret } = await register()
      const credentials = { client_id: id, client_secret: secret }
      return (await form({ grant_type: 'client_credentials', ...credentials })).access_token
    },
  }

  for (const [way, tokenOf] of Object.entries(ways))
    it(`S7: have all claims of RFC 9068, and no more than they need, from ${way}`, async () => {
      const { header, payload } = jwt.decode(await tokenOf(), { complete: true }) as jwt.Jwt
      const { scope, ...claims } = payload as jwt.JwtPayload
      assert.deepEqual(Object.keys(header).sort(), ['alg', 'kid', 'typ'])
      assert.deepEqual([header.alg, header.typ], ['ES256', 'at+jwt'])
      assert.deepEqual(Object.keys(claims).sort(), [
        ...['aud', 'auth_time', 'client_id', 'exp', 'iat', 'iss', 'jti', 'roles', 'sid', 'sub'],
      ])
      assert.equal(typeof scope === 'string', claims.sub === claims.client_id)
      for (const claim of ['aud', 'client_id', 'iss', 'jti', 'sid', 'sub'])
        assert.ok(typeof claims[claim] === 'string' && claims[claim] !== '', claim)
      assert.equal(Number(claims.exp) - Number(claims.iat), 600)
      assert.ok(Number(claims.auth_time) <= Number(claims.iat))
    })

  it('S5: open routes if they are access tokens, and no other kind does, in any place', async () => {
    const events = await collectEvents(auth.stack.broker.adminUrl, ['auth'])
    const user = await signUp(auth.url)
    await auth.post('/v1/auth/password/forgot', { email: user.email }).expect(202)
    const mailed = await eventually(() => {
      const found = ['user.password-reset-requested', 'user.email-verification-requested'].map((type) =>
        events.seen(type).find(({ data }) => data.userId === user.id),
      )
      return found.map((event) => {
        assert.ok(event)
        return auth.tokenIn(event)
      })
    })
    const { secret } = await register()
    const unsigned = `${user.accessToken.split('.').slice(0, 2).join('.')}.`
    for (const token of [user.refreshToken, ...mailed, secret, unsigned]) {
      await clientOf(auth.url, { accessToken: token }).get('/v1/auth/me').expect(401)
      await clientOf(auth.url).get('/v1/auth/me').set('cookie', `accessToken=${user.accessToken}`).expect(401)
    }
    await clientOf(auth.url).get(`/v1/auth/me?access_token=${user.accessToken}`).expect(401)
    for (const token of [...mailed, secret])
      await auth.post('/v1/auth/refresh', { refreshToken: token }).expect(401)
    // Too long to be one, so that it is not even looked for.
    await auth.post('/v1/auth/refresh', { refreshToken: user.accessToken }).expect(422)
    await clientOf(auth.url, user).get('/v1/auth/me').expect(200)
    await events.close()
  })
})

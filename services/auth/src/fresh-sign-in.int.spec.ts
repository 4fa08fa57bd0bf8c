import assert from 'node:assert/strict'
import { clientOf, collectEvents, eventually, goodPassword, signUp } from '@eventflow/testing'
import { type AuthUnderTest, authUnderTest } from './auth-under-test.int.spec.js'

const longAgo = 16 * 60

describe('giving the password again', () => {
  let auth: AuthUnderTest

  before(async () => {
    auth = await authUnderTest()
  })

  after(() => auth.close())

  const again = (user: { accessToken: string }, password = goodPassword) =>
    auth.post('/v1/auth/reauthenticate', { password }, user)

  it('S20: opens a new session and ends the old one with all its tokens', async () => {
    const seen = await collectEvents(auth.stack.broker.adminUrl, ['auth'])
    const user = await signUp(auth.url)
    const [before] = (await clientOf(auth.url, user).get('/v1/auth/sessions').expect(200)).body.items
    const { body: next } = await again(user).expect(200)
    const sessions = (await clientOf(auth.url, next).get('/v1/auth/sessions').expect(200)).body.items
    assert.equal(sessions.length, 1)
    assert.notEqual(sessions[0].id, before.id)
    await clientOf(auth.url, user).get('/v1/auth/me').expect(401)
    await auth.post('/v1/auth/refresh', { refreshToken: user.refreshToken }).expect(401)
    await eventually(() => {
      const ended = seen.seen('session.ended').find(({ data }) => data.sessionId === before.id)
      assert.equal(ended?.data.reason, 'reauthenticated')
    })
    await seen.close()
  })

  it('S20: leaves the other sessions alone, as a login does', async () => {
    const user = await signUp(auth.url)
    const other = (await auth.post('/v1/auth/login', user && { email: user.email, password: goodPassword }))
      .body
    await again(user).expect(200)
    await clientOf(auth.url, other).get('/v1/auth/me').expect(200)
  })

  it('wants the right password, and a session that has not ended', async () => {
    const user = await signUp(auth.url)
    const { body } = await again(user, 'not-the-password').expect(401)
    assert.equal(body.code, 'INVALID_CREDENTIALS')
    await clientOf(auth.url, user).post('/v1/auth/logout').expect(204)
    await again(user).expect(401)
  })

  it('S18: is owed before another session is ended, and never for the own one', async () => {
    const user = await signUp(auth.url)
    const other = (await auth.post('/v1/auth/login', { email: user.email, password: goodPassword })).body
    const [otherSession] = (await clientOf(auth.url, other).get('/v1/auth/sessions')).body.items.filter(
      ({ current }: { current: boolean }) => current,
    )
    const stale = await auth.signedInAgo(user, longAgo)
    const own = (await clientOf(auth.url, stale).get('/v1/auth/me').expect(200)).body.session
    const refused = await clientOf(auth.url, stale).delete(`/v1/auth/sessions/${otherSession.id}`).expect(403)
    assert.equal(refused.body.code, 'REAUTHENTICATION_REQUIRED')
    const { body: fresh } = await again(stale).expect(200)
    await clientOf(auth.url, fresh).delete(`/v1/auth/sessions/${otherSession.id}`).expect(204)
    await clientOf(auth.url, other).get('/v1/auth/me').expect(401)
    const laterStale = await auth.signedInAgo(fresh, longAgo)
    const current = (await clientOf(auth.url, laterStale).get('/v1/auth/me').expect(200)).body.session
    assert.notEqual(current.id, own.id)
    await clientOf(auth.url, laterStale).delete(`/v1/auth/sessions/${current.id}`).expect(204)
  })

  it('can be left to this service by others: it says yes or no to a password of the caller', async () => {
    const user = await signUp(auth.url)
    const check = (password: string, caller?: { accessToken: string }) =>
      auth.post('/v1/auth/password/check', { password }, caller)
    await check(goodPassword, user).expect(204)
    const { body } = await check('not-the-password', user).expect(401)
    assert.equal(body.code, 'INVALID_CREDENTIALS')
    await check(goodPassword).expect(401)
  })
})

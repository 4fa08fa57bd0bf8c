import assert from 'node:assert/strict'
import { clientOf, collectEvents, eventually, goodPassword, uniqueEmail } from '@eventflow/testing'
import { type AuthUnderTest, authUnderTest } from './auth-under-test.int.spec.js'

describe('a service that hides which accounts it has', () => {
  let auth: AuthUnderTest
  let seen: Awaited<ReturnType<typeof collectEvents>>

  before(async () => {
    auth = await authUnderTest({ AUTH_HIDE_ACCOUNTS: 'true' })
    seen = await collectEvents(auth.stack.broker.adminUrl, ['auth'])
  })

  after(async () => {
    await seen.close()
    await auth.close()
  })

  const register = (email: string) =>
    auth.post('/v1/auth/register', { email, password: goodPassword, name: 'Ada' })
  const login = (email: string, password = goodPassword) => auth.post('/v1/auth/login', { email, password })
  const sentTo = (type: string, email: string) =>
    eventually(() => {
      const event = seen.seen(type).findLast(({ data }) => data.email === email)
      assert.ok(event, `${type} for ${email}`)
      return event
    })

  async function registerAndVerify(email: string): Promise<void> {
    await register(email).expect(202)
    const token = auth.tokenIn(await sentTo('user.email-verification-requested', email))
    await auth.post('/v1/auth/email/verify', { token }).expect(204)
  }

  it('S25: answers a registration alike whether the address is known or not', async () => {
    const email = uniqueEmail()
    const unknown = await register(email).expect(202)
    const known = await register(email).expect(202)
    assert.deepEqual([unknown.text, unknown.headers.location], [known.text, known.headers.location])
  })

  it('S25: answers alike also when two register one address at once', async () => {
    const email = uniqueEmail()
    const answers = await Promise.all([register(email), register(email), register(email)])
    for (const { status } of answers) assert.equal(status, 202)
  })

  it('lets in whoever has proven the address, and nobody before that', async () => {
    const email = uniqueEmail()
    await register(email).expect(202)
    assert.equal((await login(email).expect(401)).body.code, 'INVALID_CREDENTIALS')
    const token = auth.tokenIn(await sentTo('user.email-verification-requested', email))
    await auth.post('/v1/auth/email/verify', { token }).expect(204)
    await login(email).expect(200)
  })

  it('tells the owner of a known address by mail, with a way in, and opens no second account', async () => {
    const email = uniqueEmail()
    await registerAndVerify(email)
    await register(email.toUpperCase()).expect(202)
    const event = await sentTo('user.password-reset-requested', email)
    assert.equal(event.data.occasion, 'registered-again')
    const password = 'four-gulls-over-the-pier'
    await auth.post('/v1/auth/password/reset', { token: auth.tokenIn(event), password }).expect(204)
    await login(email, password).expect(200)
    assert.equal(seen.seen('user.registered').filter(({ data }) => data.email === email).length, 1)
  })

  it('does not tell either when somebody names the address of another as their next one', async () => {
    const [own, other] = [uniqueEmail(), uniqueEmail()]
    await registerAndVerify(own)
    await registerAndVerify(other)
    const { body: user } = await login(own).expect(200)
    await auth.post('/v1/auth/email', { email: other, password: goodPassword }, user).expect(202)
    await auth.post('/v1/auth/email', { email: uniqueEmail(), password: goodPassword }, user).expect(202)
    await clientOf(auth.url, user).get('/v1/auth/me').expect(200)
    await eventually(() => assert.equal(seen.seen('user.email-change-requested').length, 1))
  })
})

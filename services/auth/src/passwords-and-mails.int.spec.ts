import assert from 'node:assert/strict'
import {
  clientOf,
  collectEvents,
  eventually,
  goodPassword,
  signUp,
  type TestUser,
  uniqueEmail,
} from '@eventflow/testing'
import { type AuthUnderTest, authUnderTest } from './auth-under-test.int.spec.js'
import { guessFrom } from './mailed-token.unit.spec.js'

const nextPassword = 'four-gulls-over-the-pier'
const longAgo = 16 * 60

describe('passwords and mails', () => {
  let auth: AuthUnderTest
  let seen: Awaited<ReturnType<typeof collectEvents>>

  before(async () => {
    auth = await authUnderTest()
    seen = await collectEvents(auth.stack.broker.adminUrl, ['auth'])
  })

  after(async () => {
    await seen.close()
    await auth.close()
  })

  const login = (email: string, password: string) => auth.post('/v1/auth/login', { email, password })
  const me = (user: { accessToken: string }) => clientOf(auth.url, user).get('/v1/auth/me')

  /** The events of one kind about one user, once there are so many. */
  const eventsOf = (type: string, userId: string, count = 1) =>
    eventually(() => {
      const events = seen.seen(type).filter(({ data }) => data.userId === userId)
      assert.equal(events.length, count, `${type} of ${userId}`)
      return events
    })

  async function mailedToken(type: string, userId: string, count = 1): Promise<string> {
    const event = (await eventsOf(type, userId, count)).at(-1)
    assert.ok(event)
    return auth.tokenIn(event)
  }

  describe('changing the password', () => {
    const change = (user: { accessToken: string }, next = nextPassword, current = goodPassword) =>
      auth.post('/v1/auth/password', { current, next }, user)

    it('S17: ends the other sessions, and leaves this one alone', async () => {
      const user = await signUp(auth.url)
      const { body: other } = await login(user.email, goodPassword).expect(200)
      await change(user).expect(204)
      await me(other).expect(401)
      await auth.post('/v1/auth/refresh', { refreshToken: other.refreshToken }).expect(401)
      await me(user).expect(200)
      await auth.post('/v1/auth/refresh', { refreshToken: user.refreshToken }).expect(200)
      await login(user.email, goodPassword).expect(401)
      await login(user.email, nextPassword).expect(200)
      const [changed] = await eventsOf('user.password-changed', user.id)
      assert.equal(changed?.data.how, 'change')
      const [ended] = await eventsOf('session.ended', user.id)
      assert.equal(ended?.data.reason, 'password-changed')
    })

    it('wants the current one, and a next one that is not weak', async () => {
      const user = await signUp(auth.url)
      assert.equal((await change(user, nextPassword, 'not-it').expect(401)).body.code, 'INVALID_CREDENTIALS')
      const { body } = await change(user, 'password1').expect(422)
      assert.deepEqual([body.code, body.errors[0].pointer], ['WEAK_PASSWORD', '/next'])
    })

    it('S19: wants a fresh sign-in, as a change of the address does', async () => {
      const stale = await auth.signedInAgo(await signUp(auth.url), longAgo)
      assert.equal((await change(stale).expect(403)).body.code, 'REAUTHENTICATION_REQUIRED')
      const { body } = await auth.post('/v1/auth/email', { email: 'no address' }, stale).expect(403)
      assert.equal(body.code, 'REAUTHENTICATION_REQUIRED')
    })

    it('takes a link to a new password back that was mailed before', async () => {
      const user = await signUp(auth.url)
      await auth.post('/v1/auth/password/forgot', { email: user.email }).expect(202)
      const token = await mailedToken('user.password-reset-requested', user.id)
      await change(user).expect(204)
      await auth.post('/v1/auth/password/reset', { token, password: 'another-good-one' }).expect(422)
    })

    it('opens no session for a login that was under way with the old one', async () => {
      const user = await signUp(auth.url)
      const logins = Array.from({ length: 8 }, async () => login(user.email, goodPassword))
      await change(user).expect(204)
      await Promise.all(logins)
      const { body } = await clientOf(auth.url, user).get('/v1/auth/sessions').expect(200)
      assert.equal(body.items.length, 1)
    })
  })

  describe('a forgotten password', () => {
    const forget = (email: string) => auth.post('/v1/auth/password/forgot', { email })
    const reset = (token: string, password = nextPassword) =>
      auth.post('/v1/auth/password/reset', { token, password })

    async function forgottenBy(user: TestUser) {
      await forget(user.email).expect(202)
      return mailedToken('user.password-reset-requested', user.id)
    }

    it('is set anew with the token from the mail, and every session ends', async () => {
      const user = await signUp(auth.url)
      await reset(await forgottenBy(user)).expect(204)
      await me(user).expect(401)
      await auth.post('/v1/auth/refresh', { refreshToken: user.refreshToken }).expect(401)
      await login(user.email, goodPassword).expect(401)
      const { body } = await login(user.email.toUpperCase(), nextPassword).expect(200)
      assert.equal(body.user.emailVerified, true)
      const [changed] = await eventsOf('user.password-changed', user.id)
      assert.equal(changed?.data.how, 'reset')
    })

    it('S26: leads to one new password: the token works once, also when two use it at once', async () => {
      const token = await forgottenBy(await signUp(auth.url))
      const answers = await Promise.all([reset(token), reset(token, 'another-good-one')])
      assert.deepEqual(answers.map(({ status }: { status: number }) => status).sort(), [204, 422])
      assert.equal((await reset(token).expect(422)).body.code, 'INVALID_TOKEN')
    })

    it('S26: is too late after the time that the token has', async () => {
      const user = await signUp(auth.url)
      const token = await forgottenBy(user)
      await auth.query('update mailed_tokens set expires_at = now() where account_id = $1', [user.id])
      await reset(token).expect(422)
    })

    it('S26: does not stand guessing: the sixth wrong guess takes the token with it', async () => {
      const token = await forgottenBy(await signUp(auth.url))
      for (let guess = 1; guess <= 5; guess++) await reset(guessFrom(token)).expect(422)
      const other = await forgottenBy(await signUp(auth.url))
      for (let guess = 1; guess <= 6; guess++) await reset(guessFrom(other)).expect(422)
      await reset(token).expect(204)
      await reset(other).expect(422)
    })

    it('S26: has a budget that asking again does not refill', async () => {
      const user = await signUp(auth.url)
      const token = await forgottenBy(user)
      for (let guess = 1; guess <= 6; guess++) await reset(guessFrom(token)).expect(422)
      await forget(user.email).expect(202)
      await forgottenBy(await signUp(auth.url))
      await eventsOf('user.password-reset-requested', user.id)
      await auth.query(`update mailed_tokens set counted_since = now() - interval '61 minutes'`)
      await forget(user.email).expect(202)
      await reset(await mailedToken('user.password-reset-requested', user.id, 2)).expect(204)
    })

    it('sends no more than five mails an hour to one address', async () => {
      const user = await signUp(auth.url)
      for (let mail = 1; mail <= 7; mail++) await forget(user.email).expect(202)
      await forgottenBy(await signUp(auth.url))
      await eventsOf('user.password-reset-requested', user.id, 5)
    })

    it('S26: is bound to its purpose: its token proves no address, and the other way round', async () => {
      const user = await signUp(auth.url)
      const token = await forgottenBy(user)
      await auth.post('/v1/auth/email/verify', { token }).expect(422)
      await reset(await mailedToken('user.email-verification-requested', user.id)).expect(422)
      await reset(token).expect(204)
    })

    it('keeps the token when the new password is refused', async () => {
      const token = await forgottenBy(await signUp(auth.url))
      assert.equal((await reset(token, 'password1').expect(422)).body.code, 'WEAK_PASSWORD')
      await reset(token).expect(204)
    })

    it('S25: is answered alike for an address that is not known', async () => {
      const user = await signUp(auth.url)
      const [known, unknown] = [await forget(user.email), await forget(uniqueEmail())]
      assert.deepEqual([known.status, known.text], [unknown.status, unknown.text])
    })
  })

  describe('an address', () => {
    const verify = (token: string) => auth.post('/v1/auth/email/verify', { token })

    it('is proven by the token that came with the registration, once', async () => {
      const user = await signUp(auth.url)
      const token = await mailedToken('user.email-verification-requested', user.id)
      await verify(token).expect(204)
      assert.equal((await me(user).expect(200)).body.user.emailVerified, true)
      await eventsOf('user.email-verified', user.id)
      assert.equal((await verify(token).expect(422)).body.code, 'INVALID_TOKEN')
    })

    it('can be sent the mail again until it is proven', async () => {
      const user = await signUp(auth.url)
      const send = () => auth.post('/v1/auth/email/verify/send', {}, user)
      await send().expect(202)
      const first = await eventsOf('user.email-verification-requested', user.id, 2)
      assert.ok(first[0] && first[1])
      await verify(auth.tokenIn(first[0])).expect(422)
      await verify(auth.tokenIn(first[1])).expect(204)
      await send().expect(202)
      const other = await signUp(auth.url)
      await eventsOf('user.email-verification-requested', other.id)
      await eventsOf('user.email-verification-requested', user.id, 2)
    })

    it('S27: is changed once the new one is proven, and both are named to the mailer', async () => {
      const user = await signUp(auth.url)
      const email = uniqueEmail('new')
      const change = (password: string) => auth.post('/v1/auth/email', { email, password }, user)
      await change('not-it').expect(401)
      await change(goodPassword).expect(202)
      const [requested] = await eventsOf('user.email-change-requested', user.id)
      assert.deepEqual([requested?.data.email, requested?.data.previousEmail], [email, user.email])
      await login(user.email, goodPassword).expect(200)
      await auth.post('/v1/auth/password/forgot', { email: user.email }).expect(202)
      const oldLink = await mailedToken('user.password-reset-requested', user.id)
      await verify(await mailedToken('user.email-change-requested', user.id)).expect(204)
      const { body } = await login(email, goodPassword).expect(200)
      assert.deepEqual([body.user.id, body.user.emailVerified], [user.id, true])
      await login(user.email, goodPassword).expect(401)
      const [changed] = await eventsOf('user.email-changed', user.id)
      assert.deepEqual([changed?.data.email, changed?.data.previousEmail], [email, user.email])
      const late = { token: oldLink, password: nextPassword }
      await auth.post('/v1/auth/password/reset', late).expect(422)
    })

    it('is confirmed by the token for a change alone, where that is what is asked', async () => {
      const user = await signUp(auth.url)
      const confirm = (token: string) => auth.post('/v1/auth/email/confirm', { token })
      await confirm(await mailedToken('user.email-verification-requested', user.id)).expect(422)
      const email = uniqueEmail('new')
      await auth.post('/v1/auth/email', { email, password: goodPassword }, user).expect(202)
      await confirm(await mailedToken('user.email-change-requested', user.id)).expect(204)
      await login(email, goodPassword).expect(200)
    })

    it('is not taken from somebody else, also not when they come in between', async () => {
      const [user, owner] = [await signUp(auth.url), await signUp(auth.url)]
      const change = (email: string) => auth.post('/v1/auth/email', { email, password: goodPassword }, user)
      assert.equal((await change(owner.email).expect(409)).body.code, 'EMAIL_TAKEN')
      const email = uniqueEmail('wanted')
      await change(email).expect(202)
      const token = await mailedToken('user.email-change-requested', user.id)
      await signUp(auth.url, { email })
      assert.equal((await verify(token).expect(409)).body.code, 'EMAIL_TAKEN')
    })
  })

  it('S32: is told to the audit act by act, those that were refused too, and never a password or a token', async () => {
    const user = await signUp(auth.url)
    await login(user.email, 'not-the-password').expect(401)
    const verification = await mailedToken('user.email-verification-requested', user.id)
    await auth.post('/v1/auth/email/verify', { token: verification }).expect(204)
    await auth.post('/v1/auth/email', { email: uniqueEmail(), password: goodPassword }, user).expect(202)
    const change = await mailedToken('user.email-change-requested', user.id)
    await auth.post('/v1/auth/email/verify', { token: change }).expect(204)
    const email = String((await eventsOf('user.email-changed', user.id))[0]?.data.email)
    await auth.post('/v1/auth/password', { current: goodPassword, next: nextPassword }, user).expect(204)
    await auth.post('/v1/auth/password/forgot', { email }).expect(202)
    const token = await mailedToken('user.password-reset-requested', user.id)
    await auth.post('/v1/auth/password/reset', { token, password: 'another-good-one' }).expect(204)
    const { body: session } = await login(email, 'another-good-one').expect(200)
    await auth.post('/v1/auth/logout', {}, session).expect(204)
    const words = await eventually(() => {
      const told = seen.seen('audit.recorded').filter(({ data }) => data.target === `user:${user.id}`)
      const acts = told.map(({ data }) => `${String(data.action)} ${String(data.outcome)}`).sort()
      assert.deepEqual(acts, [
        'auth.account.registered done',
        'auth.email.change-requested done',
        'auth.email.changed done',
        'auth.email.verified done',
        'auth.password.changed done',
        'auth.password.reset done',
        'auth.password.reset-requested done',
        'auth.session.ended done',
        'auth.session.started done',
        'auth.session.started done',
        'auth.session.started refused',
      ])
      return JSON.stringify(told)
    })
    for (const secret of [goodPassword, nextPassword, 'not-the-password', verification, change, token, email])
      assert.ok(!words.includes(secret), secret.slice(0, 8))
  })
})

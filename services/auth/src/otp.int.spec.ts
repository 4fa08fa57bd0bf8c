import assert from 'node:assert/strict'
import {
  clientOf,
  collectEvents,
  eventually,
  type SeenEvent,
  signUp,
  type TestUser,
} from '@eventflow/testing'
import { type AuthUnderTest, authUnderTest, signUpAs } from './auth-under-test.int.spec.js'
import { codeAt, stepAt } from './totp.js'

interface Enrolled {
  secret: string
  otpauthUrl: string
  recoveryCodes: string[]
}

describe('a second factor', () => {
  let auth: AuthUnderTest

  before(async () => {
    auth = await authUnderTest()
  })

  after(() => auth.close())

  const enrol = async (user: TestUser): Promise<Enrolled> =>
    (await clientOf(auth.url, user).post('/v1/auth/otp').expect(201)).body
  /** Each may be used once, in this order, and both are still good if the half minute ends meanwhile. */
  const codeOf = ({ secret }: Enrolled, which: 'first' | 'second') =>
    codeAt(secret, stepAt(new Date()) + (which === 'first' ? 0 : 1))
  const withOtp = async () => {
    const user = await signUp(auth.url)
    const enrolled = await enrol(user)
    await auth.post('/v1/auth/otp/confirm', { otp: codeOf(enrolled, 'first') }, user).expect(204)
    return { user, enrolled }
  }
  const login = ({ email, password }: TestUser, otp?: string) =>
    auth.post('/v1/auth/login', { email, password, ...(otp === undefined ? {} : { otp }) })

  it('is asked for once its first code was shown, and not before', async () => {
    const user = await signUp(auth.url)
    const enrolled = await enrol(user)
    assert.match(enrolled.secret, /^[A-Z2-7]{32}$/)
    assert.ok(enrolled.otpauthUrl.startsWith('otpauth://totp/'))
    assert.equal(enrolled.recoveryCodes.length, 10)
    await login(user).expect(200)
    assert.equal(
      (await auth.post('/v1/auth/otp/confirm', { otp: '000000' }, user).expect(422)).body.code,
      'WRONG_OTP',
    )
    await auth.post('/v1/auth/otp/confirm', { otp: codeOf(enrolled, 'first') }, user).expect(204)
    assert.equal((await login(user).expect(401)).body.code, 'OTP_REQUIRED')
    await login(user, codeOf(enrolled, 'second')).expect(200)
  })

  it('is begun five times at once without a fault, and one of the five counts', async () => {
    const user = await signUp(auth.url)
    const begun = await Promise.all(Array.from({ length: 5 }, () => enrol(user)))
    const confirmed = await Promise.all(
      begun.map(async (one) => {
        const otp = codeOf(one, 'first')
        return (await auth.post('/v1/auth/otp/confirm', { otp }, user)).status
      }),
    )
    assert.deepEqual(confirmed.filter((status: number) => status === 204).length, 1)
  })

  it('is no sign to anybody who does not know the password', async () => {
    const { user, enrolled } = await withOtp()
    const wrong = { ...user, password: 'not-the-password' }
    for (const otp of [undefined, codeOf(enrolled, 'second')])
      assert.equal((await login(wrong, otp).expect(401)).body.code, 'INVALID_CREDENTIALS')
    await login(user, codeOf(enrolled, 'second')).expect(200)
  })

  it('takes a code once, also when it is shown twice at the same time', async () => {
    const { user, enrolled } = await withOtp()
    const code = codeOf(enrolled, 'second')
    const answers = await Promise.all(Array.from({ length: 5 }, async () => (await login(user, code)).status))
    assert.deepEqual(answers.sort(), [200, 401, 401, 401, 401])
    assert.equal((await login(user, codeOf(enrolled, 'first')).expect(401)).body.code, 'INVALID_OTP')
  })

  it('lets whoever guesses wait after five tries, and then does not look at what is shown', async () => {
    const { user, enrolled } = await withOtp()
    for (let tries = 0; tries < 5; tries++) await login(user, '000000').expect(401)
    const { body, headers } = await login(user, codeOf(enrolled, 'second')).expect(429)
    assert.equal(body.code, 'TOO_MANY_GUESSES')
    assert.ok(Number(headers['retry-after']) > 20)
    await login(user, enrolled.recoveryCodes[0]).expect(429)
    await auth.query('update one_time_passwords set locked_until = now() where account_id = $1', [user.id])
    await login(user, codeOf(enrolled, 'second')).expect(200)
  })

  it('can be replaced by a recovery code, each of them once', async () => {
    const events = await collectEvents(auth.stack.broker.adminUrl, ['auth'])
    const { user, enrolled } = await withOtp()
    const [first = '', second = ''] = enrolled.recoveryCodes
    await login(user, first).expect(200)
    assert.equal((await login(user, first).expect(401)).body.code, 'INVALID_OTP')
    await login(user, second.toLowerCase().replaceAll('-', '')).expect(200)
    await eventually(() => {
      const told = events.seen('audit.recorded').filter(({ data }) => data.target === `user:${user.id}`)
      assert.deepEqual(
        told.map(({ data }) => String(data.action)).filter((action) => action.startsWith('auth.otp.')),
        [
          'auth.otp.enrolled',
          'auth.otp.confirmed',
          'auth.otp.recovery-code-used',
          'auth.otp.recovery-code-used',
        ],
      )
      for (const secret of [enrolled.secret, ...enrolled.recoveryCodes])
        assert.ok(!JSON.stringify(told).includes(secret))
      assert.deepEqual(changesOf(events, user), ['added', 'recovery-code-used', 'recovery-code-used'])
    })
    await events.close()
  })

  it('is asked for as well when the password is given again', async () => {
    const { user, enrolled } = await withOtp()
    const again = (otp?: string) =>
      auth.post('/v1/auth/reauthenticate', { password: user.password, ...(otp && { otp }) }, user)
    assert.equal((await again().expect(401)).body.code, 'OTP_REQUIRED')
    assert.equal((await again('000000').expect(401)).body.code, 'INVALID_OTP')
    await again(codeOf(enrolled, 'second')).expect(200)
  })

  it('S27: is asked for after a new password was set by mail', async () => {
    const events = await collectEvents(auth.stack.broker.adminUrl, ['auth'])
    const { user, enrolled } = await withOtp()
    await auth.post('/v1/auth/password/forgot', { email: user.email }).expect(202)
    const asked = await eventually(() => {
      const [found] = events
        .seen('user.password-reset-requested')
        .filter(({ data }) => data.userId === user.id)
      assert.ok(found)
      return found
    })
    const password = 'another-harbour-at-dusk'
    await auth.post('/v1/auth/password/reset', { token: auth.tokenIn(asked), password }).expect(204)
    const changed = { ...user, password }
    assert.equal((await login(changed).expect(401)).body.code, 'OTP_REQUIRED')
    await login(changed, codeOf(enrolled, 'second')).expect(200)
    await events.close()
  })

  it('S19: is begun, confirmed and removed by whoever signed in lately alone', async () => {
    const { user } = await withOtp()
    const stale = await auth.signedInAgo(user, 901)
    const caller = clientOf(auth.url, stale)
    for (const asked of [
      caller.post('/v1/auth/otp'),
      caller.post('/v1/auth/otp/confirm').send({ otp: '123456' }),
      caller.delete('/v1/auth/otp'),
    ])
      assert.equal((await asked.expect(403)).body.code, 'REAUTHENTICATION_REQUIRED')
  })

  it('is not replaced while it is there, and is removed with its recovery codes', async () => {
    const { user, enrolled } = await withOtp()
    assert.equal(
      (await clientOf(auth.url, user).post('/v1/auth/otp').expect(409)).body.code,
      'OTP_ALREADY_THERE',
    )
    const confirm = auth.post('/v1/auth/otp/confirm', { otp: codeOf(enrolled, 'second') }, user)
    assert.equal((await confirm.expect(409)).body.code, 'OTP_NOT_ENROLLED')
    for (let times = 0; times < 2; times++) await clientOf(auth.url, user).delete('/v1/auth/otp').expect(204)
    await login(user).expect(200)
    assert.deepEqual(await auth.query('select * from recovery_codes where account_id = $1', [user.id]), [])
    const next = await enrol(user)
    assert.notEqual(next.secret, enrolled.secret)
    await login(user).expect(200)
  })

  it('is taken away by an admin from whoever has lost it, who is told', async () => {
    const events = await collectEvents(auth.stack.broker.adminUrl, ['auth'])
    const admin = await signUpAs(auth, 'user', 'admin')
    const { user } = await withOtp()
    const remove = (id: string, by = admin) => clientOf(auth.url, by).delete(`/v1/users/${id}/otp`)
    await remove(user.id, user).expect(403)
    await remove(user.id, await auth.signedInAgo(await signUpAs(auth, 'user', 'admin'), 901)).expect(403)
    await remove(admin.id).expect(409)
    await remove('0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12').expect(404)
    for (let times = 0; times < 2; times++) await remove(user.id).expect(204)
    await login(user).expect(200)
    await eventually(() => {
      assert.deepEqual(changesOf(events, user), ['added', 'removed'])
      const told = events.seen('audit.recorded').filter(({ data }) => data.target === `user:${user.id}`)
      const [word] = told.filter(({ data }) => data.action === 'auth.otp.removed')
      assert.deepEqual(word?.data.actor, { kind: 'user', id: admin.id })
    })
    await events.close()
  })

  it('S14: is kept sealed, its recovery codes as hashes', async () => {
    const { enrolled } = await withOtp()
    const rows = JSON.stringify([
      await auth.query('select * from one_time_passwords'),
      await auth.query('select * from recovery_codes'),
    ])
    assert.ok(rows.includes('sealed.v1.'))
    for (const secret of [enrolled.secret, ...enrolled.recoveryCodes, ...enrolled.recoveryCodes.map(plain)])
      assert.ok(!rows.includes(secret))
  })
})

const changesOf = (events: { seen(type: string): SeenEvent[] }, { id }: TestUser) =>
  events
    .seen('user.second-factor-changed')
    .filter(({ data }) => data.userId === id)
    .map(({ data }) => data.change)

const plain = (code: string) => code.replaceAll('-', '')

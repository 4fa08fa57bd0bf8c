import assert from 'node:assert/strict'
import { clientOf, collectEvents, eventually, goodPassword, signUp, uniqueEmail } from '@eventflow/testing'
import { type AuthUnderTest, authUnderTest } from './auth-under-test.int.spec.js'

/** How a login looks from outside, but for the id of its request. */
const seenFrom = ({ status, body, headers }: { status: number; body: object; headers: object }) => ({
  status,
  body: { ...body, requestId: undefined },
  retryAfter: (headers as Record<string, string>)['retry-after'] === undefined ? 'none' : 'some',
})

describe('guessing at passwords', () => {
  let auth: AuthUnderTest

  before(async () => {
    auth = await authUnderTest()
  })

  after(() => auth.close())

  let lastAddress = 0
  const newAddress = () => `203.0.113.${++lastAddress}`
  const loginAt = (url: string, email: string, password: string) =>
    clientOf(url).post('/v1/auth/login').send({ email, password })
  const loginFrom = (device: { address: string; name?: string }, email: string, password = goodPassword) =>
    loginAt(auth.url, email, password)
      .set('x-forwarded-for', device.address)
      .set('user-agent', device.name ?? 'Guess/1.0')

  async function lockOut(email: string): Promise<void> {
    for (let guess = 1; guess <= 6; guess++)
      await loginFrom({ address: newAddress() }, email, `guess-${guess}`).expect(401)
  }

  it('S24: is stopped after six wrong ones in a row, from wherever they come, with a time to come back', async () => {
    const { email } = await signUp(auth.url)
    await lockOut(email)
    const { body, headers } = await loginFrom({ address: newAddress() }, email.toUpperCase(), 'seven').expect(
      429,
    )
    assert.equal(body.code, 'TOO_MANY_ATTEMPTS')
    assert.ok(Number(headers['retry-after']) > 0 && Number(headers['retry-after']) <= 10)
    assert.match(headers.ratelimit, /^"attempts";r=0;t=\d+$/)
    assert.match(headers['ratelimit-policy'], /^"attempts";q=5;w=86400$/)
  })

  it('S24: gets the same answer to the right password during a lock as to a wrong one', async () => {
    const { email } = await signUp(auth.url)
    await lockOut(email)
    const right = await loginFrom({ address: newAddress() }, email)
    const wrong = await loginFrom({ address: newAddress() }, email, 'not-the-password')
    assert.equal(right.status, 429)
    assert.deepEqual(seenFrom(right), seenFrom(wrong))
  })

  it('S25: is stopped alike where there is no account', async () => {
    const [{ email }, unknown] = [await signUp(auth.url), uniqueEmail()]
    await lockOut(email)
    await lockOut(unknown)
    const answers = [email, unknown].map((address) => loginFrom({ address: newAddress() }, address, 'seven'))
    const [known, other] = await Promise.all(answers)
    assert.ok(known && other)
    assert.equal(known.status, 429)
    assert.deepEqual(seenFrom(known), seenFrom(other))
  })

  it('S24: does not lock out who signs in from where they did before', async () => {
    const laptop = { address: newAddress(), name: 'Laptop' }
    const { email } = await signUp(auth.url)
    await loginFrom(laptop, email).expect(200)
    await lockOut(email)
    await loginFrom({ ...laptop, name: 'Other' }, email).expect(429)
    await loginFrom({ ...laptop, address: newAddress() }, email).expect(429)
    await loginFrom(laptop, email).expect(200)
    await loginFrom({ address: newAddress() }, email).expect(429)
    for (let guess = 1; guess <= 6; guess++) await loginFrom(laptop, email, `guess-${guess}`).expect(401)
    await loginFrom(laptop, email).expect(429)
  })

  it('S24: does not lock out who still has a token of the account, and counts what they do apart', async () => {
    const [user, other] = [await signUp(auth.url), await signUp(auth.url)]
    const withToken = (token: string, password = goodPassword) =>
      loginFrom({ address: newAddress() }, user.email, password).set('authorization', `Bearer ${token}`)
    await lockOut(user.email)
    await withToken(other.accessToken).expect(429)
    await withToken('made-up').expect(429)
    await withToken(user.accessToken).expect(200)
    for (let guess = 1; guess <= 6; guess++) await withToken(user.accessToken, `guess-${guess}`).expect(401)
    await withToken(user.accessToken).expect(429)
  })

  it('starts from nothing after the right password', async () => {
    const { email } = await signUp(auth.url)
    for (let round = 1; round <= 2; round++) {
      for (let guess = 1; guess <= 5; guess++)
        await loginFrom({ address: '203.0.113.251' }, email, `guess-${guess}`).expect(401)
      await loginFrom({ address: '203.0.113.251' }, email).expect(200)
    }
  })

  it('lets a crowd in that knows the password, all at once', async () => {
    const { email } = await signUp(auth.url)
    const crowd = Array.from({ length: 40 }, async () => loginFrom({ address: '203.0.113.252' }, email))
    for (const { status } of await Promise.all(crowd)) assert.equal(status, 200)
  })

  it('S27: ends with a new password by mail', async () => {
    const seen = await collectEvents(auth.stack.broker.adminUrl, ['auth'])
    const { email, id } = await signUp(auth.url)
    await lockOut(email)
    await auth.post('/v1/auth/password/forgot', { email }).expect(202)
    const event = await eventually(() => {
      const found = seen.seen('user.password-reset-requested').find(({ data }) => data.userId === id)
      assert.ok(found)
      return found
    })
    const password = 'four-gulls-over-the-pier'
    await auth.post('/v1/auth/password/reset', { token: auth.tokenIn(event), password }).expect(204)
    await loginFrom({ address: newAddress() }, email, password).expect(200)
    await seen.close()
  })

  it('is stopped for a stolen session too, wherever it may ask about the password, and for it alone', async () => {
    const user = await signUp(auth.url)
    const { body: own } = await auth.post('/v1/auth/login', { email: user.email, password: goodPassword })
    const guesses = [
      () => auth.post('/v1/auth/password/check', { password: 'guess' }, user),
      () => auth.post('/v1/auth/reauthenticate', { password: 'guess' }, user),
      () => auth.post('/v1/auth/password', { current: 'guess', next: 'four-gulls-over-the-pier' }, user),
    ]
    for (const guess of [...guesses, ...guesses]) await guess().expect(401)
    for (const guess of guesses) await guess().expect(429)
    await auth.post('/v1/auth/password/check', { password: goodPassword }, own).expect(204)
  })

  it('S31: is stopped also while Redis is away', async () => {
    const alone = await authUnderTest({ REDIS_URL: 'redis://127.0.0.1:9' })
    const { email } = await signUp(alone.url)
    for (let guess = 1; guess <= 6; guess++) await loginAt(alone.url, email, `guess-${guess}`).expect(401)
    await loginAt(alone.url, email, goodPassword).expect(429)
    await alone.close()
  })
})

// Alone: it compares how long answers take.
import assert from 'node:assert/strict'
import { signUp, uniqueEmail } from '@eventflow/testing'
import { type AuthUnderTest, authUnderTest } from './auth-under-test.int.spec.js'

const pairs = 16

describe('the time of an answer', () => {
  let auth: AuthUnderTest

  before(async () => {
    // A hash that takes long enough for a short cut past it to be seen.
    auth = await authUnderTest({ BCRYPT_COST: '9', LOGIN_FAILURES_PER_ADDRESS: '1000000' })
  })

  after(() => auth.close())

  async function timeOf(ask: () => PromiseLike<unknown>): Promise<number> {
    const startedAt = performance.now()
    await ask()
    return performance.now() - startedAt
  }

  /**
   * In pairs, one right after the other and each first by turns, so that whatever slows the machine down meets both alike. Of
   * each pair only which was slower counts: a sign test, which a few strange times cannot move.
   */
  async function slowerOf(
    one: () => PromiseLike<unknown>,
    other: () => PromiseLike<unknown>,
  ): Promise<number> {
    let slower = 0
    for (let pair = 0; pair < pairs; pair++) {
      const isFirst = pair % 2 === 0
      const first = await timeOf(isFirst ? one : other)
      const second = await timeOf(isFirst ? other : one)
      const [ofOne, ofOther] = isFirst ? [first, second] : [second, first]
      // Less than a tenth is nothing that could be told over a network.
      if (ofOne > ofOther * 1.1) slower += 1
      else if (ofOther > ofOne * 1.1) slower -= 1
    }
    return slower
  }

  /** So lopsided by chance once in 30,000 runs, and always when one of the two skips the hash or the wait. */
  const lopsided = pairs

  it('S25: does not tell at a login whether there is an account', async () => {
    const emails: string[] = []
    for (let number = 0; number < pairs; number++) emails.push((await signUp(auth.url)).email)
    const login = (email: string) => auth.post('/v1/auth/login', { email, password: 'not-it' }).expect(401)
    const known = () => login(emails.pop() ?? '')
    const unknown = () => login(uniqueEmail())
    const slower = await slowerOf(known, unknown)
    assert.ok(Math.abs(slower) < lopsided, `known addresses were slower ${slower} times of ${pairs}`)
  })

  it('S25: does not tell at a forgotten password whether there is an account', async () => {
    const emails: string[] = []
    for (let number = 0; number < pairs; number++) emails.push((await signUp(auth.url)).email)
    const forget = (email: string) => auth.post('/v1/auth/password/forgot', { email }).expect(202)
    const slower = await slowerOf(
      () => forget(emails.pop() ?? ''),
      () => forget(uniqueEmail()),
    )
    assert.ok(Math.abs(slower) < lopsided, `known addresses were slower ${slower} times of ${pairs}`)
  })
})

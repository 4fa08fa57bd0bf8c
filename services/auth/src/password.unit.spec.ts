import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import bcrypt from 'bcrypt'
import { createPasswords } from './password.js'

const config = { pepper: randomBytes(32), cost: 4, hashesAtOnce: 2, waitingAtMost: 200 }
describe('passwords', () => {
  it('match themselves and nothing else', async () => {
    const passwords = await createPasswords(config)
    const hash = await passwords.hash('a-quiet-harbour-at-dawn')
    assert.equal(await passwords.matches('a-quiet-harbour-at-dawn', hash), true)
    assert.equal(await passwords.matches('a-quiet-harbour-at-dusk', hash), false)
    assert.equal(await passwords.matchNothing('a-quiet-harbour-at-dawn'), false)
  })

  it('S21: are told apart beyond the 72 bytes at which bcrypt stops', async () => {
    const passwords = await createPasswords(config)
    const head = 'x'.repeat(80)
    const hash = await passwords.hash(`${head}1`)
    assert.equal(await passwords.matches(`${head}2`, hash), false)
  })

  it('S23: may be 64 emoji, of which the last one counts', async () => {
    const passwords = await createPasswords(config)
    const hash = await passwords.hash('🦊'.repeat(64))
    assert.equal(await passwords.matches('🦊'.repeat(64), hash), true)
    assert.equal(await passwords.matches(`${'🦊'.repeat(63)}🐻`, hash), false)
  })

  it('S23: are worth nothing without the pepper, even with the hash', async () => {
    const hash = await (await createPasswords(config)).hash('a-quiet-harbour-at-dawn')
    const other = await createPasswords({ ...config, pepper: randomBytes(32) })
    assert.equal(await other.matches('a-quiet-harbour-at-dawn', hash), false)
    assert.equal(await bcrypt.compare('a-quiet-harbour-at-dawn', hash), false)
  })

  it('S23: may contain a zero byte without being cut there', async () => {
    const passwords = await createPasswords(config)
    const hash = await passwords.hash('before\u0000after')
    assert.equal(await passwords.matches('before\u0000other', hash), false)
  })

  it('are hashed anew once the cost has risen', async () => {
    const cheap = await createPasswords(config)
    const dear = await createPasswords({ ...config, cost: 5 })
    const hash = await cheap.hash('a-quiet-harbour-at-dawn')
    assert.equal(cheap.isOutdated(hash), false)
    assert.equal(dear.isOutdated(hash), true)
  })

  it('are hashed a bounded number at a time, and beyond the queue refused with a time to come back', async () => {
    const passwords = await createPasswords({ ...config, hashesAtOnce: 1, waitingAtMost: 3 })
    const outcomes = await Promise.allSettled(
      Array.from({ length: 10 }, () => passwords.hash('a-quiet-harbour')),
    )
    const refused = outcomes.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[]
    assert.equal(outcomes.length - refused.length, 4)
    for (const { reason } of refused) {
      assert.equal(reason.status, 503)
      assert.equal(reason.facts.retryAfterSeconds, 2)
    }
    assert.ok(await passwords.hash('afterwards there is room again'))
  })
})

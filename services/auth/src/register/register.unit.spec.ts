import assert from 'node:assert/strict'
import { UserRegistered } from '@eventflow/contracts'
import { newAccount, preferredLocale } from './register.js'

const now = new Date('2026-11-21T12:00:00Z')
const registration = { email: ' Ada@Example.TEST ', name: ' Ada ', passwordHash: 'hash', language: 'en' }

describe('a new account', () => {
  it('keeps the address in the form in which addresses compare', () => {
    assert.equal(newAccount(registration, now).account.email, 'ada@example.test')
  })

  it('is a plain user, not verified and not closed', () => {
    const { account } = newAccount(registration, now)
    assert.deepEqual(account.roles, ['user'])
    assert.equal(account.emailVerified, false)
    assert.equal(account.disabled, false)
  })

  it('is told to the others without the password', () => {
    const { account, registered } = newAccount(registration, now)
    assert.equal(registered.contract, UserRegistered)
    assert.deepEqual(registered.data, {
      userId: account.id,
      email: 'ada@example.test',
      name: 'Ada',
      locale: 'en',
    })
    assert.deepEqual(UserRegistered.check(registered.data), [])
  })

  it('speaks the first language of the browser that we can make sense of', () => {
    const cases: Array<[string | undefined, string]> = [
      ['pt-BR,pt;q=0.9,en;q=0.8', 'pt-BR'],
      ['de', 'de'],
      ['*', 'en'],
      ['EN-us, fr;q=0.5', 'fr'],
      [undefined, 'en'],
      ['x'.repeat(5_000), 'en'],
    ]
    for (const [header, locale] of cases)
      assert.equal(preferredLocale(header), locale, String(header).slice(0, 20))
  })
})

import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { unsubscribeTokens } from './token.js'

const tokens = unsubscribeTokens(randomBytes(32))
const subscription = { userId: randomUUID(), category: 'social', channel: 'email' } as const

describe('the token of a link that stops mails', () => {
  it('says whose mails of which category are to stop, and always is the same', () => {
    const token = tokens.write(subscription)
    assert.deepEqual(tokens.read(token), subscription)
    assert.equal(tokens.write(subscription), token)
    assert.match(token, /^[A-Za-z0-9_-]{80,300}$/)
  })

  it('is made up by nobody, and bent into no other', () => {
    const token = tokens.write(subscription)
    const bytes = Buffer.from(token, 'base64url')
    for (let at = 0; at < bytes.length; at++) {
      const bent = Buffer.from(bytes)
      bent[at] = (bent[at] ?? 0) ^ 1
      assert.equal(tokens.read(bent.toString('base64url')), undefined, `byte ${at}`)
    }
    const foreign = unsubscribeTokens(randomBytes(32)).write(subscription)
    for (const text of [foreign, '', 'a', token.slice(0, -4), `${token}AAAA`, 'x'.repeat(10_000)])
      assert.equal(tokens.read(text), undefined)
  })
})

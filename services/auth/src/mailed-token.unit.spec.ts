import assert from 'node:assert/strict'
import {
  judgeMailedToken,
  type MailedToken,
  newMailedToken,
  type Purpose,
  selectorOf,
} from './mailed-token.js'

const now = new Date('2026-11-21T12:00:00Z')

function mailed(facts: Partial<MailedToken> = {}) {
  const { token, selector, hash } = newMailedToken()
  const row: MailedToken = {
    accountId: 'ada',
    purpose: 'password-reset',
    selector,
    hash,
    email: 'ada@example.test',
    expiresAt: new Date(now.getTime() + 1),
    ...facts,
  }
  return { token, row }
}

const judge = ({ token, row }: ReturnType<typeof mailed>, purposes: Purpose[] = ['password-reset']) =>
  judgeMailedToken(row, { token, purposes }, now)

/** The same open half, and another last character in the secret one. */
export const guessFrom = (token: string): string => token.slice(0, -2) + (token.endsWith('AA') ? 'BA' : 'AA')

describe('a mailed token', () => {
  it('is good for its purpose, until its time is over', () => {
    assert.equal(judge(mailed()), 'good')
    assert.equal(judge(mailed({ expiresAt: now })), 'over')
    assert.equal(judge(mailed(), ['email-verify', 'email-change']), 'over')
  })

  it('is wrong with any other secret half, whatever else holds', () => {
    const { token, row } = mailed()
    assert.equal(judge({ token: guessFrom(token), row }), 'wrong')
    assert.equal(judge({ token: selectorOf(token), row }), 'wrong')
    assert.equal(judge({ token: newMailedToken().token, row: { ...row, expiresAt: now } }), 'wrong')
  })

  it('S14: has 256 secret bits, of which only a digest is kept', () => {
    const tokens = Array.from({ length: 1_000 }, newMailedToken)
    assert.equal(new Set(tokens.map(({ token }) => token)).size, 1_000)
    for (const { token, selector, hash } of tokens) {
      assert.equal(selectorOf(token), selector)
      assert.equal(Buffer.from(token.slice(selector.length), 'base64url').length, 32)
      assert.ok(!hash.includes(token.slice(selector.length)))
    }
  })
})

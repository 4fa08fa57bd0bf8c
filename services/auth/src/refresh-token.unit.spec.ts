import assert from 'node:assert/strict'
import { graceMs, hashOf, judgeRefresh, newToken, successorOf } from './refresh-token.js'

const now = new Date('2026-11-21T12:00:00Z')
const later = (ms: number) => new Date(now.getTime() + ms)
const openSession = { endedAt: null, expiresAt: later(1_000_000) }

describe('a refresh token', () => {
  it('is exchanged when it is used for the first time', () => {
    assert.equal(judgeRefresh({ expiresAt: later(1), usedAt: null }, openSession, now), 'rotate')
  })

  it('gets the same answer again within the grace', () => {
    const usedAt = later(-graceMs)
    assert.equal(judgeRefresh({ expiresAt: later(1), usedAt }, openSession, now), 'repeat')
  })

  it('ends the session when it is used again after the grace', () => {
    const usedAt = later(-graceMs - 1)
    assert.equal(judgeRefresh({ expiresAt: later(1), usedAt }, openSession, now), 'compromised')
  })

  it('is refused when it, its session or the time of its session is over, used or not', () => {
    const ended = { ...openSession, endedAt: now }
    const expired = { ...openSession, expiresAt: now }
    for (const usedAt of [null, later(-1), later(-graceMs - 1)]) {
      assert.equal(judgeRefresh({ expiresAt: now, usedAt }, openSession, now), 'refuse')
      assert.equal(judgeRefresh({ expiresAt: later(1), usedAt }, ended, now), 'refuse')
      assert.equal(judgeRefresh({ expiresAt: later(1), usedAt }, expired, now), 'refuse')
    }
  })

  it('has one successor, which nobody can make without the key, the salt and the token', () => {
    const [key, otherKey] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]
    const token = newToken()
    const successor = successorOf(token, 'salt', key)
    assert.equal(successorOf(token, 'salt', key), successor)
    for (const other of [
      successorOf(token, 'salt', otherKey),
      successorOf(token, 'pepper', key),
      successorOf(newToken(), 'salt', key),
    ])
      assert.notEqual(other, successor)
  })

  it('S14: has 256 random bits and is kept as a digest that does not contain it', () => {
    const tokens = Array.from({ length: 1_000 }, newToken)
    assert.equal(new Set(tokens).size, 1_000)
    for (const token of tokens) {
      assert.equal(Buffer.from(token, 'base64url').length, 32)
      assert.ok(!hashOf(token).includes(token))
    }
  })
})

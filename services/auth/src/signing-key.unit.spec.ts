import assert from 'node:assert/strict'
import { isDueAt, outdatedAt, type SigningKey, signerAt, waitingAt } from './signing-key.js'

const at = (seconds: number) => new Date(Date.parse('2026-11-21T12:00:00Z') + seconds * 1_000)
const key = (kid: string, signsFromSeconds: number): SigningKey => ({
  kid,
  createdAt: at(signsFromSeconds - 330),
  signsFrom: at(signsFromSeconds),
})
const kidOf = (found: SigningKey | undefined) => found?.kid

describe('a signing key', () => {
  const [first, second, third] = [key('first', 0), key('second', 1_000), key('third', 2_000)]
  const keys = [second, third, first]

  it('signs from its time on, until another one does', () => {
    assert.equal(kidOf(signerAt(keys, at(-1))), undefined)
    assert.equal(kidOf(signerAt(keys, at(0))), 'first')
    assert.equal(kidOf(signerAt(keys, at(999))), 'first')
    assert.equal(kidOf(signerAt(keys, at(1_000))), 'second')
    assert.equal(kidOf(signerAt(keys, at(9_000))), 'third')
  })

  it('waits until then', () => {
    assert.equal(kidOf(waitingAt(keys, at(1_500))), 'third')
    assert.equal(kidOf(waitingAt(keys, at(2_000))), undefined)
  })

  it('S9: is published for as long as its last token lives, and not a moment less', () => {
    const gone = (seconds: number) => outdatedAt(keys, at(seconds), 660).map(({ kid }) => kid)
    assert.deepEqual(gone(1_660), [])
    assert.deepEqual(gone(1_661), ['first'])
    assert.deepEqual(gone(2_660), ['first'])
    assert.deepEqual(gone(9_000), ['second', 'first'])
  })

  it('is to be followed when it is too old, unless its successor waits already', () => {
    const day = 86_400
    assert.equal(isDueAt([first], at(30 * day - 1), 30), false)
    assert.equal(isDueAt([first], at(30 * day), 30), true)
    assert.equal(isDueAt([first, key('next', 30 * day + 300)], at(30 * day), 30), false)
    assert.equal(isDueAt([], at(0), 30), true)
  })
})

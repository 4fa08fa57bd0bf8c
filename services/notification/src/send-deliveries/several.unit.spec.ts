import assert from 'node:assert/strict'
import { type Reply, verdictOf } from './several.js'

const taken = (id: string): Reply => ({ id, outcome: 'taken' })
const closed = (id: string): Reply => ({ id, outcome: 'closed', reason: 'HTTP 410' })
const putOff = (id: string, retryAfterMs?: number): Reply => ({
  ...{ id, outcome: 'put-off', reason: 'HTTP 503', retryAfterMs },
})

describe('a message to several places of one person', () => {
  it('is taken when all of them have it, those of an earlier try included', () => {
    assert.deepEqual(verdictOf([taken('a'), taken('b')], []), { outcome: 'taken' })
    assert.deepEqual(verdictOf([taken('b')], ['a']), { outcome: 'taken' })
    assert.deepEqual(verdictOf([], ['a']), { outcome: 'taken' })
  })

  it('is tried again where it was put off, and nowhere else', () => {
    assert.deepEqual(verdictOf([taken('a'), putOff('b')], ['c']), {
      ...{ outcome: 'put-off', reason: 'HTTP 503', retryAfterMs: 0, reached: ['c', 'a'] },
    })
  })

  it('waits as long as the one asks that asks for least', () => {
    const verdict = verdictOf([putOff('a', 9_000), putOff('b', 4_000)], [])
    assert.equal(verdict.outcome === 'put-off' && verdict.retryAfterMs, 4_000)
    const unsaid = verdictOf([putOff('a', 9_000), putOff('b')], [])
    assert.equal(unsaid.outcome === 'put-off' && unsaid.retryAfterMs, 0)
  })

  it('is refused where nobody takes it any more, and taken where one did', () => {
    assert.deepEqual(verdictOf([closed('a')], []), { outcome: 'refused', reason: 'HTTP 410' })
    assert.deepEqual(verdictOf([closed('a')], ['b']), { outcome: 'taken' })
    assert.deepEqual(verdictOf([closed('a'), taken('b')], []), { outcome: 'taken' })
  })
})

import assert from 'node:assert/strict'
import { paceOf } from './replay.js'

describe('the pace of a replay', () => {
  it('is the rate asked for, whatever that is', () => {
    for (let rate = 1; rate <= 1_000; rate++) {
      const { letters, periodMs } = paceOf(rate)
      assert.ok(Math.abs(letters / (periodMs / 1_000) - rate) < 0.001, `${rate} a second`)
    }
  })

  it('sends few letters together, so that a slow one stays slow and a stop is soon felt', () => {
    assert.deepEqual(paceOf(1), { letters: 1, periodMs: 1_000 })
    assert.deepEqual(paceOf(50), { letters: 10, periodMs: 200 })
    assert.deepEqual(paceOf(1_000), { letters: 100, periodMs: 100 })
  })
})

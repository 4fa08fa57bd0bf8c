import assert from 'node:assert/strict'
import { createTally } from './tally.js'

const clocked = () => {
  const clock = { ms: 0 }
  return { clock, tally: createTally(() => clock.ms) }
}

describe('the tally of a benchmark', () => {
  it('counts what was handled, once each', () => {
    const { tally } = clocked()
    for (const number of [1, 2, 3]) tally.sent(number)
    for (const number of [3, 1]) tally.handled(number)
    assert.equal(tally.count(), 2)
    assert.equal(tally.missing(), 1)
    assert.equal(tally.doubled(), 0)
  })

  it('tells what came twice, and what was never sent', () => {
    const { tally } = clocked()
    tally.sent(1)
    for (const number of [1, 1, 7]) tally.handled(number)
    assert.equal(tally.count(), 1)
    assert.equal(tally.doubled(), 2)
  })

  it('measures from a later moment where it is told so, and takes no message back that was handled before', () => {
    const { clock, tally } = clocked()
    tally.sent(1)
    clock.ms = 100
    tally.sentOnlyNow(1)
    tally.handled(1, 105)
    tally.sentOnlyNow(1)
    assert.equal(tally.missing(), 0)
    assert.ok(Math.abs(tally.percentileMs(50) - 5) < 0.1)
  })
})

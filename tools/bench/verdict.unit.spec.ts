import assert from 'node:assert/strict'
import type { Measured } from './row.js'
import { verdictOf } from './verdict.js'

const measured = (role: Measured['role'], figures: Partial<Measured>): Measured => ({
  name: role,
  role,
  perSecond: 1,
  p50Ms: 1,
  p99Ms: 1,
  rounds: [1],
  ...figures,
})

describe('the verdict on a row of the benchmark', () => {
  it('is a ratio where there is a limit', () => {
    const contenders = [
      measured('ours', { ratio: 0.8, perSecond: 80 }),
      measured('limit', { perSecond: 100 }),
    ]
    assert.equal(verdictOf({ reach: 0.8, contenders }).reached, true)
    assert.equal(verdictOf({ reach: 0.9, contenders }).reached, false)
  })

  it('is missed when a peer is ahead', () => {
    const contenders = [measured('ours', { ratio: 0.95, perSecond: 95 }), measured('peer', { perSecond: 96 })]
    const { reached, found } = verdictOf({ reach: 0.9, contenders })
    assert.equal(reached, false)
    assert.match(found, /NOT ahead/)
  })

  it('holds every bound where there are bounds, and misses one that was not measured', () => {
    const contenders = [measured('ours', { p50Ms: 9, p99Ms: 61 })]
    assert.equal(verdictOf({ reach: { p50Ms: 10 }, contenders }).reached, true)
    assert.equal(verdictOf({ reach: { p50Ms: 10, p99Ms: 60 }, contenders }).reached, false)
    assert.equal(verdictOf({ reach: { growthMb: 30 }, contenders }).reached, false)
  })
})

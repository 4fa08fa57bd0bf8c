import assert from 'node:assert/strict'
import { waitFor } from './pressure.js'

const limits = { messages: 50_000, seconds: 60 }

describe('the pressure of activities that wait', () => {
  it('keeps nobody away while they can be worked off in time', () => {
    assert.equal(waitFor({ waiting: 0, perSecond: undefined }, limits, 0), undefined)
    assert.equal(waitFor({ waiting: 6_000, perSecond: 100 }, limits, 0), undefined)
    assert.equal(waitFor({ waiting: 900, perSecond: 1 }, limits, 0), undefined)
  })

  it('keeps callers away for as long as it takes until they can', () => {
    assert.equal(waitFor({ waiting: 7_000, perSecond: 100 }, limits, 0), 10)
    assert.equal(waitFor({ waiting: 7_000, perSecond: 100 }, limits, 0.5), 13)
    assert.equal(waitFor({ waiting: 6_001, perSecond: 100 }, limits, 0), 1)
  })

  it('lets as many wait as there may be while nobody works them off, and keeps callers away then', () => {
    assert.equal(waitFor({ waiting: 50_000, perSecond: 0 }, limits, 0), undefined)
    assert.equal(waitFor({ waiting: 50_001, perSecond: 0 }, limits, 0), 30)
  })

  it('has a bound that no pace lifts, and names no time that nobody would wait', () => {
    assert.equal(waitFor({ waiting: 50_001, perSecond: 10_000 }, limits, 0), 1)
    assert.equal(waitFor({ waiting: 40_000, perSecond: 20 }, limits, 0), 300)
  })
})

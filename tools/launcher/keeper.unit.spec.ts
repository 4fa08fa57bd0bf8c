import assert from 'node:assert/strict'
import { backOffMs, describeEnd } from './keeper.js'

describe('how a fallen process comes back', () => {
  it('waits half a second, then twice as long each time', () => {
    assert.deepEqual([0, 1, 2, 3].map(backOffMs), [500, 1000, 2000, 4000])
  })

  it('never waits longer than thirty seconds', () => {
    assert.deepEqual([5, 6, 7, 1000].map(backOffMs), [16_000, 30_000, 30_000, 30_000])
  })

  it('tells an exit from a kill and from a program that is not there', () => {
    assert.equal(describeEnd({ code: 1, signal: null }), 'ended with code 1')
    assert.equal(describeEnd({ code: null, signal: 'SIGKILL' }), 'was killed by SIGKILL')
    assert.equal(describeEnd({ code: -1, signal: null }), 'could not be started')
  })
})

import assert from 'node:assert/strict'
import { exitCode, FAILED_STEP, lastLine, NOTHING, total } from './tally.js'

const tally = (passed: number, failed: number, skipped = 0) => ({ passed, failed, skipped })

describe('the last line of a test run', () => {
  it('says how many passed and failed', () => {
    assert.equal(lastLine(tally(12, 0)), '12 passed, 0 failed')
  })

  it('mentions skipped tests only when there are some', () => {
    assert.equal(lastLine(tally(1, 2, 3)), '1 passed, 2 failed, 3 skipped')
  })

  it('adds up all tiers, and a failed step as one', () => {
    assert.deepEqual(total([tally(1, 0), FAILED_STEP, tally(2, 1, 1), NOTHING]), tally(3, 2, 1))
  })
})

describe('the exit code of a test run', () => {
  it('is 0 only when something passed and nothing failed', () => {
    assert.equal(exitCode(tally(1, 0)), 0)
    assert.equal(exitCode(tally(1, 1)), 1)
    assert.equal(exitCode(tally(0, 0)), 1)
    assert.equal(exitCode(tally(0, 0, 5)), 1)
  })
})

import assert from 'node:assert/strict'
import { fateOf } from './fate.js'

const patience = { attempts: 3, retryFirstMs: 1_000, factor: 2, waitAtMostMs: 1_800_000 }

describe('the fate of a message', () => {
  it('is delivered once somebody has taken it', () => {
    assert.deepEqual(fateOf({ outcome: 'taken' }, { before: 1, ...patience }), {
      kind: 'delivered',
      attempts: 2,
    })
  })

  it('is failed when it is refused for good, at the first try', () => {
    const fate = fateOf({ outcome: 'refused', reason: 'EENVELOPE 550' }, { before: 0, ...patience })
    assert.deepEqual(fate, { kind: 'failed', attempts: 1, reason: 'EENVELOPE 550' })
  })

  it('is another try after one that was put off or is unclear, later each time, and half of the wait by chance', () => {
    for (const outcome of ['put-off', 'unclear'] as const)
      for (const [before, random, waitMs] of [
        [0, 0, 500],
        [0, 1, 1_000],
        [1, 0.5, 1_500],
      ] as const) {
        const fate = fateOf({ outcome, reason: 'why' }, { before, ...patience }, random)
        assert.deepEqual(fate, { kind: 'again', attempts: before + 1, waitMs, reason: 'why', reached: [] })
      }
  })

  it('is another try no sooner than the other side asks, without those that had it', () => {
    const tried = { outcome: 'put-off', reason: 'HTTP 503', retryAfterMs: 60_000, reached: ['a'] } as const
    const fate = fateOf(tried, { before: 0, ...patience }, 1)
    assert.deepEqual(fate, { kind: 'again', attempts: 1, waitMs: 60_000, reason: 'HTTP 503', reached: ['a'] })
    const soon = fateOf({ ...tried, retryAfterMs: 1 }, { before: 0, ...patience }, 1)
    assert.equal(soon.kind === 'again' && soon.waitMs, 1_000)
  })

  it('is failed after as many tries as there are', () => {
    const fate = fateOf({ outcome: 'put-off', reason: 'why' }, { before: 2, ...patience })
    assert.deepEqual(fate, { kind: 'failed', attempts: 3, reason: 'why' })
  })

  it('waits no longer than the longest wait', () => {
    const fate = fateOf({ outcome: 'put-off', reason: 'why' }, { before: 15, ...patience, attempts: 20 }, 1)
    assert.equal(fate.kind === 'again' && fate.waitMs, 1_800_000)
  })

  it('costs nothing while whoever takes it further is away', () => {
    const fate = fateOf({ outcome: 'away', reason: 'ESOCKET' }, { before: 2, ...patience })
    assert.deepEqual(fate, { kind: 'again', attempts: 2, waitMs: 0, reason: 'ESOCKET' })
  })

  it('is skipped when there is nobody to send it to', () => {
    const fate = fateOf({ outcome: 'nobody', reason: 'nowhere to send to' }, { before: 0, ...patience })
    assert.deepEqual(fate, { kind: 'skipped', attempts: 0, reason: 'nowhere to send to' })
  })
})

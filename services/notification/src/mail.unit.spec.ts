import assert from 'node:assert/strict'
import { fateOf } from './mail.js'

const patience = { attempts: 3, retryFirstMs: 1_000 }

describe('the fate of a mail', () => {
  it('is delivered once the server has taken it', () => {
    assert.deepEqual(fateOf({ outcome: 'taken' }, { before: 1, ...patience }), {
      kind: 'delivered',
      attempts: 2,
    })
  })

  it('is failed when the server refuses it for good, at the first try', () => {
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
        assert.deepEqual(fate, { kind: 'again', attempts: before + 1, waitMs, reason: 'why' })
      }
  })

  it('is failed after as many tries as there are', () => {
    const fate = fateOf({ outcome: 'put-off', reason: 'why' }, { before: 2, ...patience })
    assert.deepEqual(fate, { kind: 'failed', attempts: 3, reason: 'why' })
  })

  it('waits no longer than half an hour', () => {
    const fate = fateOf(
      { outcome: 'put-off', reason: 'why' },
      { before: 15, attempts: 20, retryFirstMs: 1_000 },
      1,
    )
    assert.equal(fate.kind === 'again' && fate.waitMs, 1_800_000)
  })

  it('costs nothing while the server is away', () => {
    const fate = fateOf({ outcome: 'away', reason: 'ESOCKET' }, { before: 2, ...patience })
    assert.deepEqual(fate, { kind: 'again', attempts: 2, waitMs: 0, reason: 'ESOCKET' })
  })
})

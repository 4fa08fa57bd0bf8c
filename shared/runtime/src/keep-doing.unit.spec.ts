import assert from 'node:assert/strict'
import { keepDoing } from './keep-doing.js'
import { createLogger } from './logger.js'

const rounds = { everyMs: 1, failed: 'it could not be done', logger: createLogger('test', 'silent') }

/** Resolves in the round with this number. */
function countingTo(number: number, each: () => Promise<void> = async () => undefined) {
  let count = 0
  let reached: () => void
  const isReached = new Promise<void>((resolve) => {
    reached = resolve
  })
  const work = async () => {
    if (++count === number) reached()
    await each()
  }
  return { work, isReached, count: () => count }
}

describe('work that comes again', () => {
  it('goes on after a round that failed', async () => {
    const { work, isReached } = countingTo(3, () => Promise.reject(new Error('away')))
    const doing = keepDoing(work, rounds)
    await isReached
    await doing.close()
  })

  it('is closed when the round under way is over, and no other one begins', async () => {
    let finish: () => void = () => undefined
    const held = new Promise<void>((resolve) => {
      finish = resolve
    })
    const { work, isReached, count } = countingTo(1, () => held)
    let isLast: AbortSignal | undefined
    const doing = keepDoing((signal) => {
      isLast = signal
      return work()
    }, rounds)
    await isReached
    let isClosed = false
    const closing = doing.close().then(() => {
      isClosed = true
    })
    assert.equal(isLast?.aborted, true)
    assert.equal(isClosed, false)
    finish()
    await closing
    assert.equal(count(), 1)
  })

  it('does not begin when it is closed before its first round', async () => {
    const { work, count } = countingTo(1)
    await keepDoing(work, rounds).close()
    assert.equal(count(), 0)
  })
})

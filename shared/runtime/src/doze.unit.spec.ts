import assert from 'node:assert/strict'
import { createDoze } from './doze.js'

const limitMs = 10_000

describe('a doze', () => {
  const timed = async (work: Promise<void>) => {
    const startedAt = performance.now()
    await work
    return performance.now() - startedAt
  }

  it('ends by a call', async () => {
    const doze = createDoze(limitMs)
    const sleeping = doze.sleep()
    doze.wake()
    assert.ok((await timed(sleeping)) < 1_000)
  })

  it('does not begin when there was a call while awake, also after an earlier sleep', async () => {
    const doze = createDoze(limitMs)
    for (let round = 0; round < 3; round++) {
      doze.wake()
      assert.ok((await timed(doze.sleep())) < 1_000)
    }
  })

  it('ends by the clock, and forgets a call that ended it', async () => {
    const doze = createDoze(50)
    const first = doze.sleep()
    doze.wake()
    await first
    assert.ok((await timed(doze.sleep())) >= 45)
  })
})

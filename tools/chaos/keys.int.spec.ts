// Alone: it puts up a platform of its own and kills parts of it.
import assert from 'node:assert/strict'
import { runKeys } from './keys.js'

describe('signing keys that are rotated every second under load', function () {
  this.timeout(120_000)

  it('S9: cost no live token its answer, and verifiers one look a second', async () => {
    const seconds = 4
    const result = await runKeys({
      seconds,
      leadSeconds: 0,
      signal: new AbortController().signal,
      say: () => undefined,
    })
    const { refused, failed, firstFailure } = result
    assert.deepEqual({ refused, failed, firstFailure }, { refused: 0, failed: 0, firstFailure: undefined })
    assert.ok(result.calls > 20, `${result.calls} calls`)
    assert.ok(result.rotations >= 2 && result.keysSeen >= 2, `${result.rotations} rotations`)
    assert.ok(result.keySetLooks <= 2 * (seconds + 2), `${result.keySetLooks} looks`)
  })
})

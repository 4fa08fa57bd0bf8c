// Alone: it puts up a platform of its own and kills parts of it.
import assert from 'node:assert/strict'
import { runMessaging } from './messaging.js'

describe('letters that flow while everything around them is killed', function () {
  this.timeout(120_000)

  it('are each kept once, and what nobody can read is put aside', async () => {
    const result = await runMessaging({
      letters: 3_000,
      seconds: 8,
      seed: 1,
      isShort: true,
      signal: new AbortController().signal,
      say: () => undefined,
    })
    // Not the order: a broker of 3.10 that gets messages back twice within seconds gives them out in another one.
    const { sent, handled, lost, doubled, unsent, falls, parkedWrongly, notParked } = result
    assert.deepEqual(
      { lost, doubled, unsent, falls, parkedWrongly, notParked },
      { lost: 0, doubled: 0, unsent: 0, falls: 0, parkedWrongly: 0, notParked: 0 },
    )
    assert.ok(sent >= 2_500, `${sent} sent`)
    assert.equal(handled, sent)
    assert.ok(result.parked > 7, `${result.parked} parked`)
    assert.equal(Object.keys(result.faults).length, 3)
  })
})

import assert from 'node:assert/strict'
import { retryAfterMs } from './retry-after.js'

const at = new Date('2026-11-21T12:00:00Z')

describe('Retry-After', () => {
  it('is seconds or a date, a day at the most, and nothing when it is neither', () => {
    assert.equal(retryAfterMs('120', at), 120_000)
    assert.equal(retryAfterMs('0', at), 0)
    assert.equal(retryAfterMs('Sat, 21 Nov 2026 12:01:00 GMT', at), 60_000)
    assert.equal(retryAfterMs('Sat, 21 Nov 2026 11:00:00 GMT', at), 0)
    assert.equal(retryAfterMs('999999999', at), 86_400_000)
    for (const said of [undefined, '', '-5', 'soon', '1e9'])
      assert.equal(retryAfterMs(said, at), undefined, said)
  })
})

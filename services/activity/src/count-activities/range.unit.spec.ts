import assert from 'node:assert/strict'
import { CallerError } from '@eventflow/runtime'
import { rangeOf } from './range.js'

const now = new Date('2026-11-21T12:00:00.000Z')
const range = (bucket: 'hour' | 'day', from?: string, to?: string) => rangeOf({ bucket, from, to, now })

describe('the time that is counted', () => {
  it('is the last day by hours, or the last thirty by days, unless said otherwise', () => {
    assert.deepEqual(range('hour'), { from: '2026-11-20T12:00:00.000Z', to: '2026-11-21T13:00:00.000Z' })
    assert.deepEqual(range('day'), { from: '2026-10-22T12:00:00.000Z', to: '2026-11-21T13:00:00.000Z' })
  })

  it('is what was asked for, up to 31 days by hours and 366 by days', () => {
    const from = '2026-01-01T00:00:00.000Z'
    const to = '2026-02-01T00:00:00.000Z'
    assert.deepEqual(range('hour', from, to), { from, to })
    const isTooLong = (error: unknown) => error instanceof CallerError && error.code === 'RANGE_TOO_LONG'
    assert.throws(() => range('hour', from, '2026-02-01T00:00:00.001Z'), isTooLong)
    assert.throws(() => range('day', '2025-01-01T00:00:00Z', '2026-01-03T00:00:00Z'), isTooLong)
  })

  it('ends as far away as is allowed where only its beginning was said', () => {
    assert.equal(range('hour', '2026-01-01T00:00:00.000Z').to, '2026-02-01T00:00:00.000Z')
    assert.equal(range('hour', '2026-11-21T11:00:00.000Z').to, '2026-11-21T13:00:00.000Z')
  })
})

import assert from 'node:assert/strict'
import { weeksToKeep } from './partitions.js'

describe('the weeks that partitions are kept for', () => {
  // Weeks begin on Thursdays, as 1970 did.
  const thursday = new Date('2026-11-19T00:00:00.000Z')
  const week = thursday.getTime() / 604_800_000

  it('reach from the oldest moment that is to be known to the week to come', () => {
    assert.deepEqual(weeksToKeep(thursday, 14), [week - 2, week - 1, week, week + 1])
    assert.deepEqual(weeksToKeep(new Date(thursday.getTime() + 1), 14), [week - 2, week - 1, week, week + 1])
    assert.deepEqual(weeksToKeep(new Date(thursday.getTime() - 1), 14), [week - 3, week - 2, week - 1, week])
  })

  it('are at least this one and the next', () => {
    assert.deepEqual(weeksToKeep(new Date('2026-11-22T12:00:00.000Z'), 1), [week, week + 1])
  })
})

import assert from 'node:assert/strict'
import { growthOf } from './growth.js'

describe('growth in the benchmark', () => {
  it('leaves the warming up out of account', () => {
    assert.equal(growthOf([10, 50, 80, 80, 80, 80, 80, 80]), 0)
  })

  it('sees what goes on growing, and is not misled by a single peak', () => {
    assert.equal(growthOf([1, 2, 3, 4, 5, 6, 7, 8]), 4)
    assert.equal(growthOf([5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 99, 5]), 0)
  })
})

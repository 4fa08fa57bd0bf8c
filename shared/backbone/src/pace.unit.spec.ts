import assert from 'node:assert/strict'
import { createPace } from './pace.js'

const bounds = { prefetch: 300, batch: 50, lanes: 8 }

describe('the pace of a consumer', () => {
  const after = (count: number, done: { messages: number; together: boolean; ms: number }) => {
    const pace = createPace(bounds)
    for (let n = 0; n < count; n++) pace.note(done)
    return pace
  }

  it('holds all it may while messages are quick', () => {
    assert.equal(after(100, { messages: 10, together: true, ms: 20 }).prefetch(), 300)
  })

  it('holds what it can handle within a second when they are slow, but never too few', () => {
    assert.equal(after(1, { messages: 1, together: true, ms: 100 }).prefetch(), 80)
    assert.equal(after(100, { messages: 1, together: true, ms: 60_000 }).prefetch(), 20)
  })

  it('holds as before when the wish is about the same', () => {
    assert.equal(after(1, { messages: 1, together: true, ms: 40 }).prefetch(), 300)
  })

  it('takes no more in one piece than is done within a tenth of a second', () => {
    assert.equal(createPace(bounds).batch(), 10)
    assert.equal(after(1, { messages: 1, together: true, ms: 20 }).batch(), 5)
    assert.equal(after(1, { messages: 1, together: true, ms: 400 }).batch(), 1)
    assert.equal(after(1, { messages: 10, together: true, ms: 10 }).batch(), 50)
  })

  it('halves its batches when one failed, down to one, and grows them again while they work', () => {
    const pace = createPace(bounds)
    const sizes = [false, false, true, true].map((together) => {
      pace.note({ messages: 5, together, ms: 1 })
      return pace.batch()
    })
    assert.deepEqual(sizes, [25, 12, 13, 14])
    for (let n = 0; n < 20; n++) pace.note({ messages: 5, together: false, ms: 1 })
    assert.equal(pace.batch(), 1)
    for (let n = 0; n < 100; n++) pace.note({ messages: 5, together: true, ms: 1 })
    assert.equal(pace.batch(), 50)
  })
})

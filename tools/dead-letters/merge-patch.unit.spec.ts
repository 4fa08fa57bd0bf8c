import assert from 'node:assert/strict'
import { mergePatch } from './merge-patch.js'

describe('the merge patch between two bodies', () => {
  it('names what is new or changed, takes away what is gone, and leaves the rest', () => {
    assert.deepEqual(mergePatch({ a: 1, b: 2, c: [1] }, { a: 1, b: 3, d: 4, c: [1] }), { b: 3, d: 4 })
    assert.deepEqual(mergePatch({ a: 1, b: 2 }, { b: 2 }), { a: null })
    assert.deepEqual(mergePatch({ a: 1 }, { a: 1 }), {})
  })

  it('goes into objects and replaces lists as a whole', () => {
    assert.deepEqual(mergePatch({ a: { x: 1, y: 2 }, l: [1, 2] }, { a: { x: 1 }, l: [2] }), {
      a: { y: null },
      l: [2],
    })
  })

  it('is the whole body where there was none', () => {
    for (const before of [undefined, 'text', [1], null])
      assert.deepEqual(mergePatch(before, { a: 1 }), { a: 1 })
  })
})

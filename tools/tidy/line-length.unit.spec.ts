import assert from 'node:assert/strict'
import { lineLength } from './line-length.js'
import { treeOf } from './reading/tree.js'
import { tell } from './rule.js'

const found = (files: Record<string, string>) => lineLength.find(treeOf(files)).map(tell)

describe('the length of lines', () => {
  it('finds a line of more than 140 columns', () => {
    const text = `// ${'x'.repeat(137)}\n// ${'x'.repeat(138)}`
    assert.deepEqual(found({ 'tools/a.mjs': text }), [
      'tools/a.mjs:2 has 141 columns, at most 140 are allowed (line-length)',
    ])
  })
})

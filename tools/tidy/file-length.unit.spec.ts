import assert from 'node:assert/strict'
import { fileLength } from './file-length.js'
import { treeOf } from './reading/tree.js'
import { tell } from './rule.js'

const found = (files: Record<string, string>) => fileLength.find(treeOf(files)).map(tell)

const lines = (count: number) => 'x()\n'.repeat(count)

describe('the length of files', () => {
  it('finds a file of more than 300 lines', () => {
    assert.deepEqual(found({ 'tools/a.ts': lines(301) }), [
      'tools/a.ts:301 has 301 lines, at most 300 are allowed (file-length)',
    ])
  })

  it('lets tests be longer, but not endless', () => {
    assert.deepEqual(found({ 'tools/a.ts': lines(300), 'tools/a.unit.spec.ts': lines(500) }), [])
    assert.deepEqual(found({ 'tools/a.unit.spec.ts': lines(501) }), [
      'tools/a.unit.spec.ts:501 has 501 lines, at most 500 are allowed (file-length)',
    ])
  })
})

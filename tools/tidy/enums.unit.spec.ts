import assert from 'node:assert/strict'
import { enums } from './enums.js'
import { treeOf } from './reading/tree.js'
import { tell } from './rule.js'

const found = (files: Record<string, string>) => enums.find(treeOf(files)).map(tell)

describe('enums', () => {
  it('finds every kind of enum', () => {
    assert.deepEqual(found({ 'tools/a.ts': "enum A { B = 'b' }\nexport const enum C { D }" }), [
      'tools/a.ts:1 make A a union of literals (enums)',
      'tools/a.ts:2 make C a union of literals (enums)',
    ])
  })

  it('leaves unions alone', () => {
    assert.deepEqual(found({ 'tools/a.ts': "export type A = 'b' | 'c' // an enum in other languages" }), [])
  })
})

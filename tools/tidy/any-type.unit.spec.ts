import assert from 'node:assert/strict'
import { anyType } from './any-type.js'
import { treeOf } from './reading/tree.js'
import { tell } from './rule.js'

const found = (files: Record<string, string>) => anyType.find(treeOf(files)).map(tell)

describe('the type any', () => {
  it('finds any in types, casts and type arguments', () => {
    const text = 'const a = (b: any) => b\nconst c = d as any\nconst e = new Map<string, any>()'
    assert.deepEqual(
      found({ 'tools/a.ts': text }).map((line) => line.split(' ')[0]),
      ['tools/a.ts:1', 'tools/a.ts:2', 'tools/a.ts:3'],
    )
  })

  it('does not stumble over the word', () => {
    assert.deepEqual(found({ 'tools/a.ts': "// Any of any.\nconst any = 'any'\nexpect(any(any))" }), [])
  })
})

import assert from 'node:assert/strict'
import { functionLength } from './function-length.js'
import { treeOf } from './reading/tree.js'
import { tell } from './rule.js'

const found = (files: Record<string, string>) => functionLength.find(treeOf(files)).map(tell)

const body = (lines: number) => 'x()\n'.repeat(lines)

describe('the length of functions', () => {
  it('finds a function of more than 70 lines', () => {
    assert.deepEqual(found({ 'tools/a.ts': `const one = 1\nexport const f = () => {\n${body(69)}}` }), [
      'tools/a.ts:2 a function of 71 lines, at most 70 are allowed (function-length)',
    ])
  })

  it('counts methods as well', () => {
    assert.equal(found({ 'tools/a.ts': `const o = {\nm() {\n${body(70)}}\n}` }).length, 1)
    assert.equal(found({ 'tools/a.ts': `class A extends Error {\nm() {\n${body(70)}}\n}` }).length, 1)
  })

  it('does not count what describe groups, but every test in it', () => {
    const test = `it('works on all lines', () => {\n${body(70)}})`
    assert.deepEqual(found({ 'tools/a.unit.spec.ts': `describe('a', () => {\n${body(99)}})` }), [])
    assert.equal(found({ 'tools/a.unit.spec.ts': `describe('a', () => {\n${test}\n})` }).length, 1)
  })
})

import assert from 'node:assert/strict'
import { nesting } from './nesting.js'
import { treeOf } from './reading/tree.js'
import { tell } from './rule.js'

const found = (files: Record<string, string>) => nesting.find(treeOf(files)).map(tell)

describe('the depth of control flow', () => {
  it('finds the fourth level, and tells it once', () => {
    const text = 'for (const a of b)\n if (a)\n  while (c)\n   try {\n    if (d) e()\n   } catch {}'
    assert.deepEqual(found({ 'tools/a.ts': text }), ['tools/a.ts:4 is nested 4 deep (nesting)'])
  })

  it('counts a chain of else if as one level', () => {
    const chain = 'if (a) b()\nelse if (c) d()\nelse if (e) f()\nelse if (g) h()\nelse if (i) j()'
    assert.deepEqual(found({ 'tools/a.ts': chain }), [])
  })

  it('begins anew in each function', () => {
    const text = 'if (a) for (const b of c) if (b) run(() => { if (d) for (;;) if (e) f() })'
    assert.deepEqual(found({ 'tools/a.ts': text }), [])
  })
})

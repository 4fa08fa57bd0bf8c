import assert from 'node:assert/strict'
import { comments } from './comments.js'
import { treeOf } from './reading/tree.js'
import { tell } from './rule.js'

const found = (files: Record<string, string>) => comments.find(treeOf(files)).map(tell)

describe('comments', () => {
  it('finds notes to self and tells their line', () => {
    const text = 'a() // FIX' + 'ME later\n/**\n * Does it.\n * TO' + 'DO: more\n */'
    assert.deepEqual(found({ 'tools/a.ts': text }), [
      'tools/a.ts:1 FIX' + 'ME belongs into an issue (comments)',
      'tools/a.ts:4 TO' + 'DO belongs into an issue (comments)',
    ])
  })

  it('finds banners of every kind', () => {
    for (const line of ['===', '---', '***', '###']) {
      assert.equal(found({ 'tools/a.ts': `// ${line} Routes ${line}` }).length, 1, line)
    }
  })

  it('reads comments only, and leaves commands and links in them alone', () => {
    const text =
      "const a = 'TODO --- ==='\n// npm start -- --only order, see https://example.org/a\n/** Says why. */"
    assert.deepEqual(found({ 'tools/a.ts': text }), [])
  })
})

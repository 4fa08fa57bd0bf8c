import assert from 'node:assert/strict'
import { defaultExports } from './default-exports.js'
import { treeOf } from './reading/tree.js'
import { tell } from './rule.js'

const found = (files: Record<string, string>) => defaultExports.find(treeOf(files)).map(tell)

describe('default exports', () => {
  it('finds a default export, however it is written', () => {
    assert.deepEqual(
      found({ 'tools/a.ts': '\nexport default 1', 'tools/b.ts': "export { b as default } from './c.js'" }),
      [
        'tools/a.ts:2 a default export has no name to search for (default-exports)',
        'tools/b.ts:1 a default export has no name to search for (default-exports)',
      ],
    )
  })

  it('leaves alone what is exported by name, and defaults of other packages', () => {
    assert.deepEqual(found({ 'tools/a.ts': "import Joi from 'joi'\nexport const a = Joi" }), [])
  })
})

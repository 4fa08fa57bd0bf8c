import assert from 'node:assert/strict'
import { fileNames } from './file-names.js'
import { treeOf } from './reading/tree.js'
import { tell } from './rule.js'

const found = (files: Record<string, string>) => fileNames.find(treeOf(files)).map(tell)

describe('names of files', () => {
  it('finds names that are not in kebab-case', () => {
    assert.deepEqual(found({ 'services/order/src/placeOrder.ts': '', 'tools/a_b.mjs': '' }), [
      'services/order/src/placeOrder.ts:1 placeOrder.ts is not in kebab-case (file-names)',
      'tools/a_b.mjs:1 a_b.mjs is not in kebab-case (file-names)',
    ])
  })

  it('allows suffixes, numbers and what is not source', () => {
    const paths = [
      'a/place-order.unit.spec.ts',
      'a/1763700000000-create-orders.ts',
      'README.md',
      'Dockerfile',
    ]
    assert.deepEqual(found(Object.fromEntries(paths.map((path) => [path, '']))), [])
  })
})

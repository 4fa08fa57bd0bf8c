import assert from 'node:assert/strict'
import { folderNames } from './folder-names.js'
import { treeOf } from './reading/tree.js'
import { tell } from './rule.js'

const found = (files: Record<string, string>) => folderNames.find(treeOf(files)).map(tell)

describe('names of folders', () => {
  it('finds a folder that is named by a kind of code, once', () => {
    const files = { 'services/order/src/utils/a.ts': '', 'services/order/src/utils/b.ts': '' }
    assert.deepEqual(found(files), [
      'services/order/src/utils/a.ts:1 the folder services/order/src/utils is named by a kind of code (folder-names)',
    ])
  })

  it('allows the folder of all services, but no services inside one', () => {
    assert.deepEqual(found({ 'services/order/src/order.ts': '' }), [])
    assert.equal(found({ 'services/order/src/services/order.ts': '' }).length, 1)
  })

  it('finds a package that is called by such a name', () => {
    assert.deepEqual(found({ 'shared/kit/package.json': '{ "name": "@eventflow/common" }' }), [
      'shared/kit/package.json:1 the package name @eventflow/common says nothing about what it does (folder-names)',
    ])
  })
})

import assert from 'node:assert/strict'
import { barrels } from './barrels.js'
import { treeOf } from './reading/tree.js'
import { tell } from './rule.js'

const found = (files: Record<string, string>) => barrels.find(treeOf(files)).map(tell)

const http = { 'shared/http/package.json': '{ "name": "@eventflow/http" }' }
const order = { 'services/order/package.json': '{ "name": "@eventflow/order" }' }

describe('index files', () => {
  it('finds one in a service', () => {
    assert.deepEqual(found({ ...order, 'services/order/src/place-order/index.ts': '' }), [
      'services/order/src/place-order/index.ts:1 a service has no index.ts (barrels)',
    ])
  })

  it('wants exactly one in a shared package', () => {
    assert.deepEqual(found(http), [
      'shared/http/package.json:1 the package has 0 index.ts, a shared package has one (barrels)',
    ])
    assert.deepEqual(found({ ...http, 'shared/http/src/index.ts': "export * from './app.js'" }), [])
    assert.deepEqual(
      found({ ...http, 'shared/http/src/index.ts': '', 'shared/http/src/auth/index.ts': '' }),
      ['shared/http/src/auth/index.ts:1 the package has 2 index.ts, a shared package has one (barrels)'],
    )
  })

  it('finds export * in any other file', () => {
    assert.deepEqual(found({ 'tools/all.ts': "\nexport * from './one.js'" }), [
      'tools/all.ts:2 only an index.ts may export * (barrels)',
    ])
  })
})

import assert from 'node:assert/strict'
import { databaseReaders } from './database-readers.js'
import { treeOf } from './reading/tree.js'
import { tell } from './rule.js'

const found = (files: Record<string, string>) => databaseReaders.find(treeOf(files)).map(tell)

const order = (file: string) =>
  found({
    'services/order/package.json': '{ "name": "@eventflow/order" }',
    [`services/order/src/${file}`]: "import type { EntityManager } from 'typeorm'",
  })

describe('readers of the database', () => {
  it('finds typeorm in a decision or a route', () => {
    assert.deepEqual(order('order.ts'), [
      'services/order/src/order.ts:1 imports typeorm; what needs rows belongs into a *-store.ts (database-readers)',
    ])
    assert.equal(order('place-order/route.ts').length, 1)
  })

  it('allows stores, entities and migrations', () => {
    for (const file of [
      'order-store.ts',
      'entities.ts',
      'line.entity.ts',
      'migrations.ts',
      'migrations/1-a.ts',
    ]) {
      assert.deepEqual(order(file), [], file)
    }
  })

  it('is about services, not about the packages that open databases for them', () => {
    const runtime = { 'shared/runtime/package.json': '{ "name": "@eventflow/runtime" }' }
    assert.deepEqual(found({ ...runtime, 'shared/runtime/src/database.ts': "import 'typeorm'" }), [])
  })
})

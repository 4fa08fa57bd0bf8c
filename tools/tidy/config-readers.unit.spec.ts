import assert from 'node:assert/strict'
import { configReaders } from './config-readers.js'
import { treeOf } from './reading/tree.js'
import { tell } from './rule.js'

const found = (files: Record<string, string>) => configReaders.find(treeOf(files)).map(tell)

const order = (file: string, text: string) =>
  found({
    'services/order/package.json': '{ "name": "@eventflow/order" }',
    'services/order/src/config.ts': 'export const settings = {}',
    [`services/order/src/${file}`]: text,
  })

describe('readers of the configuration', () => {
  it('finds a file below the wiring that imports it, a type from it too', () => {
    assert.deepEqual(order('place-order/route.ts', "\nimport { settings } from '../config.js'"), [
      'services/order/src/place-order/route.ts:2 only service.ts knows the configuration; take the value (config-readers)',
    ])
    assert.equal(order('order.ts', "import type { OrderConfig } from './config.js'").length, 1)
  })

  it('allows the wiring and tests', () => {
    assert.deepEqual(order('service.ts', "import { settings } from './config.js'"), [])
    assert.deepEqual(order('worker-service.ts', "import { settings } from './config.js'"), [])
    assert.deepEqual(order('order.int.spec.ts', "import { settings } from './config.js'"), [])
  })
})

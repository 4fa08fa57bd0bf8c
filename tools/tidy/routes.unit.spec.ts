import assert from 'node:assert/strict'
import { treeOf } from './reading/tree.js'
import { routes } from './routes.js'
import { tell } from './rule.js'

const found = (files: Record<string, string>) => routes.find(treeOf(files)).map(tell)

const order = (wiring: string) =>
  found({
    'services/order/package.json': '{ "name": "@eventflow/order" }',
    'services/order/src/service.ts': wiring,
    'services/order/src/place-order/route.ts': 'export const placeOrder = 1',
  })

describe('routes', () => {
  it('finds one that its service does not list', () => {
    assert.deepEqual(order("import { getOrder } from './get-order/route.js'"), [
      'services/order/src/place-order/route.ts:1 is not listed in services/order/src/service.ts (routes)',
    ])
  })

  it('is content with one that is listed in a list of routes which the service imports, and only then', () => {
    const lists = (wiring: string, name: string) =>
      found({
        'services/order/package.json': '{ "name": "@eventflow/order" }',
        'services/order/src/service.ts': wiring,
        [`services/order/src/${name}.ts`]: "import { placeOrder } from './place-order/route.js'",
        'services/order/src/place-order/route.ts': 'export const placeOrder = 1',
      })
    assert.deepEqual(lists("import { buyerRoutes } from './buyer-routes.js'", 'buyer-routes'), [])
    assert.equal(lists('', 'buyer-routes').length, 1)
    assert.equal(lists("import { orders } from './orders.js'", 'orders').length, 1)
  })

  it('is content with one that is listed', () => {
    assert.deepEqual(order("import { placeOrder } from './place-order/route.js'"), [])
  })
})

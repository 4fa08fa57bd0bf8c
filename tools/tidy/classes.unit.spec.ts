import assert from 'node:assert/strict'
import { classes } from './classes.js'
import { treeOf } from './reading/tree.js'
import { tell } from './rule.js'

const found = (files: Record<string, string>) => classes.find(treeOf(files)).map(tell)

describe('classes', () => {
  it('finds a class that is neither entity nor error', () => {
    assert.deepEqual(
      found({ 'services/order/src/order.ts': '\nexport class OrderService {}\nconst a = class {}' }),
      [
        'services/order/src/order.ts:2 make OrderService a function that returns an object (classes)',
        'services/order/src/order.ts:3 make this class a function that returns an object (classes)',
      ],
    )
  })

  it('finds a class that extends anything but an error', () => {
    assert.equal(found({ 'tools/a.ts': 'class Bus extends EventEmitter {}' }).length, 1)
  })

  it('allows errors, entities and migrations', () => {
    const files = {
      'tools/a.ts': 'class A extends Error {}\nclass B extends CallerError {}\nclass C extends Impossible {}',
      'services/order/src/entities.ts':
        "@Entity('orders')\nexport class OrderRow { @Column('text') state!: string }",
      'services/order/src/line.entity.ts': 'export class LineRow {}',
      'services/order/src/migrations/1-create-orders.ts': 'export class CreateOrders1 {}',
      'shared/runtime/src/errors.ts': 'export class Problem extends Base {}',
    }
    assert.deepEqual(found(files), [])
  })
})

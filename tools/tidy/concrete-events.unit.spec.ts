import assert from 'node:assert/strict'
import { concreteEvents } from './concrete-events.js'
import { treeOf } from './reading/tree.js'
import { tell } from './rule.js'

const events = {
  'shared/contracts/src/order/order-created.ts':
    "import { defineEvent } from '../event.js'\nexport const OrderCreated = defineEvent({})",
}

const found = (files: Record<string, string>) =>
  concreteEvents.find(treeOf({ ...events, ...files })).map(tell)

describe('concrete events', () => {
  it('finds one in the backbone', () => {
    const text = "\nimport { type DomainEvent, OrderCreated } from '@eventflow/contracts'"
    assert.deepEqual(found({ 'shared/backbone/src/consume.ts': text }), [
      'shared/backbone/src/consume.ts:2 knows OrderCreated; what it needs must hold for all events (concrete-events)',
    ])
  })

  it('allows what is true of all events, and any event in tests and services', () => {
    const files = {
      'shared/backbone/src/consume.ts':
        "import { type DomainEvent, defineEvent } from '@eventflow/contracts'",
      'shared/backbone/src/consume.unit.spec.ts': "import { OrderCreated } from '@eventflow/contracts'",
      'services/order/src/order.ts': "import { OrderCreated } from '@eventflow/contracts'",
    }
    assert.deepEqual(found(files), [])
  })
})

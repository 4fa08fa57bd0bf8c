import assert from 'node:assert/strict'
import { deadExports } from './dead-exports.js'
import { treeOf } from './reading/tree.js'
import { tell } from './rule.js'

const found = (files: Record<string, string>) => deadExports.find(treeOf(files)).map(tell)

const http = {
  'shared/http/package.json': '{ "name": "@eventflow/http", "main": "dist/index.js" }',
  'shared/http/src/index.ts': "\nexport { createApp } from './app.js'",
  'shared/http/src/app.ts': 'export const createApp = () => 1',
}
const order = { 'services/order/package.json': '{ "name": "@eventflow/order" }' }
const asks = "import { createApp } from '@eventflow/http'\ncreateApp()"

describe('exports of a file', () => {
  it('finds one that no other file imports', () => {
    assert.deepEqual(
      found({
        'tools/a.ts': '\nexport const one = 1\nexport function two() {}',
        'tools/b.ts': "import { two } from './a.js'",
      }),
      ['tools/a.ts:2 one is exported, but no other file needs it (dead-exports)'],
    )
  })

  it('counts namespaces, re-exports and type imports as uses', () => {
    const ways = [
      "import * as a from './a.js'",
      "export { one as three } from './a.js'",
      "type One = import('./a.js').one",
      "const a = await import('./a.js')",
    ]
    for (const way of ways) {
      const text = `${way}\nimport './b.js'`
      const told = found({ 'tools/a.ts': 'export const one = 1', 'tools/b.ts': text })
      assert.deepEqual(
        told.filter((line) => line.startsWith('tools/a.ts')),
        [],
        way,
      )
    }
  })

  it('counts a test as a use where the file itself needs the name too', () => {
    const test = { 'tools/a.unit.spec.ts': "import { one } from './a.js'" }
    assert.deepEqual(found({ ...test, 'tools/a.ts': 'export const one = 1\nconsole.log(one)' }), [])
    assert.equal(found({ ...test, 'tools/a.ts': 'export const one = 1' }).length, 1)
  })

  it('counts a flow as a use of what stands beside it, because flows are all there is', () => {
    const files = {
      'docs/flows/package.json': '{ "name": "@eventflow/flows" }',
      'docs/flows/diagram.ts': 'export const drawFlow = 1',
    }
    assert.equal(found(files).length, 1)
    assert.deepEqual(
      found({ ...files, 'docs/flows/a.flow.spec.ts': "import { drawFlow } from './diagram.js'" }),
      [],
    )
  })

  it('lets a type be exported with what is made of it', () => {
    const text =
      'export interface Part { size: number }\nexport interface Whole { parts: Part[] }\nexport const make = (): Whole => 1'
    assert.deepEqual(found({ 'tools/a.ts': text, 'tools/b.ts': "import { make } from './a.js'" }), [])
    assert.equal(found({ 'tools/a.ts': 'export interface Part { size: number }' }).length, 1)
  })

  it('knows what is started by its place', () => {
    const files = {
      'services/order/src/service.ts': 'export const orderService = 1',
      'services/order/src/config.ts': 'export const settings = 1',
    }
    assert.deepEqual(found({ ...order, ...files }), [])
  })
})

describe('offers of a shared package', () => {
  it('finds one that no other package imports', () => {
    assert.deepEqual(found(http), [
      'shared/http/src/index.ts:2 createApp is offered to other packages, but none imports it (dead-exports)',
    ])
    assert.deepEqual(found({ ...http, ...order, 'services/order/src/service.ts': asks }), [])
  })

  it('counts a test of another package, and none of its own', () => {
    assert.deepEqual(found({ ...http, ...order, 'services/order/src/a.int.spec.ts': asks }), [])
    assert.equal(found({ ...http, 'shared/http/src/a.unit.spec.ts': asks }).length, 1)
  })

  it('looks behind export * and behind names that are passed on in two steps', () => {
    const twoSteps = {
      'shared/http/src/index.ts': "import { createApp } from './app.js'\nexport { createApp }",
    }
    assert.equal(found({ ...http, ...twoSteps }).length, 1)
    assert.deepEqual(found({ ...http, 'shared/http/src/index.ts': "export * from './app.js'" }), [
      'shared/http/src/app.ts:1 createApp is offered to other packages, but none imports it (dead-exports)',
    ])
  })

  it('lets an event be agreed on before anybody sends it', () => {
    const contracts = {
      'shared/contracts/package.json': '{ "name": "@eventflow/contracts", "main": "dist/index.js" }',
      'shared/contracts/src/index.ts': "export { OrderCreated } from './order/order-created.js'",
      'shared/contracts/src/order/order-created.ts':
        "import { defineEvent } from '../event.js'\nexport const OrderCreated = defineEvent({})",
    }
    assert.deepEqual(found(contracts), [])
  })
})

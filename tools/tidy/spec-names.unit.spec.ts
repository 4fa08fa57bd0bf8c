import assert from 'node:assert/strict'
import { treeOf } from './reading/tree.js'
import { tell } from './rule.js'
import { specNames } from './spec-names.js'

const found = (files: Record<string, string>) => specNames.find(treeOf(files)).map(tell)

describe('names of test files', () => {
  it('finds a test that does not tell its level', () => {
    const message = 'a test ends in .unit.spec.ts, .int.spec.ts, .flow.spec.ts or .e2e.spec.ts (spec-names)'
    assert.deepEqual(found({ 'tools/a.spec.ts': '', 'tools/a.test.ts': '', 'tools/a.smoke.spec.ts': '' }), [
      `tools/a.spec.ts:1 ${message}`,
      `tools/a.test.ts:1 ${message}`,
      `tools/a.smoke.spec.ts:1 ${message}`,
    ])
  })

  it('finds a flow outside docs/flows', () => {
    assert.deepEqual(found({ 'services/order/src/order.flow.spec.ts': '' }), [
      'services/order/src/order.flow.spec.ts:1 flows stand in docs/flows, beside the page that tells them (spec-names)',
    ])
  })

  it('allows the four levels', () => {
    const paths = [
      'a.unit.spec.ts',
      'a.int.spec.ts',
      'docs/flows/a.flow.spec.ts',
      'services/web/a.e2e.spec.ts',
    ]
    assert.deepEqual(found(Object.fromEntries(paths.map((path) => [path, '']))), [])
  })
})

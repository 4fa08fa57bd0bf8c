import assert from 'node:assert/strict'
import { dependencies } from './dependencies.js'
import { treeOf } from './reading/tree.js'
import { tell } from './rule.js'

const found = (files: Record<string, string>) => dependencies.find(treeOf(files)).map(tell)

const manifest = (parts: object) => ({
  'services/order/package.json': JSON.stringify({ name: '@eventflow/order', ...parts }, null, 2),
})

const code = (text: string) => ({ 'services/order/src/order.ts': text })
const test = (text: string) => ({ 'services/order/src/order.unit.spec.ts': text })

describe('dependencies of packages', () => {
  it('finds what is imported but not declared', () => {
    assert.deepEqual(found({ ...manifest({}), ...code("\nimport { v7 } from 'uuid'") }), [
      'services/order/src/order.ts:2 uuid is not declared in the package.json of @eventflow/order (dependencies)',
    ])
    assert.equal(
      found({ ...manifest({}), ...test("const a = require.resolve('@scope/name/sub')") }).length,
      1,
    )
  })

  it('finds what is declared but not imported, at its line', () => {
    assert.deepEqual(found(manifest({ dependencies: { uuid: '1' }, devDependencies: { supertest: '1' } })), [
      'services/order/package.json:4 uuid is imported by nothing (dependencies)',
      'services/order/package.json:7 supertest is imported by nothing (dependencies)',
    ])
  })

  it('keeps what runs apart from what tests need', () => {
    const both = { dependencies: { supertest: '1' }, devDependencies: { uuid: '1' } }
    assert.deepEqual(found({ ...manifest(both), ...code("import 'uuid'"), ...test("import 'supertest'") }), [
      'services/order/src/order.ts:1 uuid is only among devDependencies declared in the package.json of @eventflow/order (dependencies)',
      'services/order/package.json:4 supertest is used by tests only: make it a devDependency (dependencies)',
    ])
  })

  it('takes the flows for the code of their package', () => {
    const flows = '{ "name": "@eventflow/flows", "dependencies": { "uuid": "1" } }'
    const files = { 'docs/flows/package.json': flows, 'docs/flows/a.flow.spec.ts': "import 'uuid'" }
    assert.deepEqual(found(files), [])
  })

  it('is content with types alone where only types are imported', () => {
    const typed = { devDependencies: { '@types/express': '5', '@types/scope__name': '1' } }
    const text = "import type { Request } from 'express'\nimport { type A } from '@scope/name'"
    assert.deepEqual(found({ ...manifest(typed), ...code(text) }), [])
    assert.equal(found({ ...manifest(typed), ...code("import express from 'express'") }).length, 2)
  })

  it('wants the node: prefix, and no declaration for what comes with Node', () => {
    assert.deepEqual(found({ ...manifest({}), ...code("import { join } from 'path'\nimport 'node:fs'") }), [
      'services/order/src/order.ts:1 write node:path (dependencies)',
    ])
  })
})

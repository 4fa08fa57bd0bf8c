import assert from 'node:assert/strict'
import { treeOf } from './reading/tree.js'
import { tell } from './rule.js'
import { serviceFile } from './service-file.js'

const found = (files: Record<string, string>) => serviceFile.find(treeOf(files)).map(tell)

const wiring = (inside: string, after = '') =>
  found({
    'services/order/src/service.ts': [
      "export const orderService = defineService('order', settings, async ({ config, owns }) => {",
      inside,
      '})',
      after,
    ].join('\n'),
  })

const at = 'services/order/src/service.ts'

describe('the wiring of a service', () => {
  it('is content with a plain list', () => {
    assert.deepEqual(wiring('const orders = orderStore(owns(await openDatabase(config.database)))'), [])
  })

  it('finds decisions of every kind', () => {
    assert.deepEqual(wiring('if (config.fast) hurry()\nconst a = config.fast ? 1 : 2'), [
      `${at}:2 decides something; the wiring is the same in every run (service-file)`,
      `${at}:3 decides something; the wiring is the same in every run (service-file)`,
    ])
  })

  it('finds functions, inside and beside the wiring', () => {
    assert.deepEqual(wiring('const clock = () => new Date()', 'function f() {}'), [
      `${at}:2 defines a function; it belongs into a file with a name (service-file)`,
      `${at}:4 defines a function; it belongs into a file with a name (service-file)`,
    ])
  })

  it('finds a second export, and none at all', () => {
    assert.deepEqual(wiring('', 'export const limit = 1'), [
      `${at}:4 exports limit beside the service (service-file)`,
    ])
    assert.deepEqual(found({ [at]: '// Nothing here yet.' }), [`${at}:1 exports no service (service-file)`])
  })

  it('finds sixty lines', () => {
    assert.deepEqual(wiring('\n'.repeat(56)), [])
    assert.deepEqual(wiring('\n'.repeat(57)), [
      `${at}:60 has 60 lines, fewer than 60 are allowed (service-file)`,
    ])
  })
})

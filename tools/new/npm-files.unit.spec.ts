import assert from 'node:assert/strict'
import { treeOf } from '../tidy/reading/tree.js'
import { filesWithDependency, lockWithPackage } from './npm-files.js'
import { manifestOf } from './service-files.js'

const order = { name: '@eventflow/order', version: '0.1.0', dependencies: { '@eventflow/runtime': '0.1.0' } }

const tree = treeOf({
  'package.json': '{ "version": "0.1.0" }',
  'services/order/package.json': JSON.stringify(order),
  'package-lock.json': JSON.stringify({
    packages: { '': {}, 'node_modules/express': { version: '5.3.0' }, 'services/order': order },
  }),
})

describe("npm's own files", () => {
  it('know a new package in two places, in the order of npm', () => {
    const lock = JSON.parse(lockWithPackage(tree, 'services/loyalty', manifestOf('loyalty', '0.1.0')))
    assert.deepEqual(Object.keys(lock.packages), [
      '',
      'node_modules/@eventflow/loyalty',
      'node_modules/express',
      'services/loyalty',
      'services/order',
    ])
    assert.deepEqual(lock.packages['node_modules/@eventflow/loyalty'], {
      resolved: 'services/loyalty',
      link: true,
    })
    assert.equal(lock.packages['services/loyalty'].private, undefined)
  })

  it('know a new dependency in two places, among the others', () => {
    const files = new Map(filesWithDependency(tree, 'services/order', '@eventflow/contracts'))
    const expected = { '@eventflow/contracts': '0.1.0', '@eventflow/runtime': '0.1.0' }
    const manifest = JSON.parse(files.get('services/order/package.json') ?? '')
    const lock = JSON.parse(files.get('package-lock.json') ?? '')
    assert.deepEqual(Object.entries(manifest.dependencies), Object.entries(expected))
    assert.deepEqual(lock.packages['services/order'].dependencies, expected)
  })

  it('stay as they are for a dependency that is there', () => {
    assert.deepEqual(filesWithDependency(tree, 'services/order', '@eventflow/runtime'), [])
  })
})

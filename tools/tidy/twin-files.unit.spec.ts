import assert from 'node:assert/strict'
import { treeOf } from './reading/tree.js'
import { tell } from './rule.js'
import { twinFiles } from './twin-files.js'

const found = (files: Record<string, string>) => twinFiles.find(treeOf(files)).map(tell)

const services = {
  'services/order/package.json': '{ "name": "@eventflow/order" }',
  'services/user/package.json': '{ "name": "@eventflow/user" }',
}

describe('twin files', () => {
  it('finds a file that two services have, also when it is laid out differently', () => {
    const files = {
      'services/order/src/pages.ts': 'export const a = 1\n',
      'services/user/src/pages.ts': 'export  const a = 1',
    }
    assert.deepEqual(found({ ...services, ...files }), [
      'services/user/src/pages.ts:1 is the same as services/order/src/pages.ts; what both need belongs into shared/ (twin-files)',
    ])
  })

  it('leaves compiler settings alone', () => {
    const files = {
      'services/order/tsconfig.json': '{ "a": 1 }',
      'services/user/tsconfig.json': '{ "a": 1 }',
    }
    assert.deepEqual(found({ ...services, ...files }), [])
  })
})

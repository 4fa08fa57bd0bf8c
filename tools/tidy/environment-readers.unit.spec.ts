import assert from 'node:assert/strict'
import { environmentReaders } from './environment-readers.js'
import { treeOf } from './reading/tree.js'
import { tell } from './rule.js'

const found = (files: Record<string, string>) => environmentReaders.find(treeOf(files)).map(tell)

const home = { 'shared/runtime/src/environment.ts': 'export const environment = () => process.env' }

describe('readers of the environment', () => {
  it('finds every way to read it outside shared/runtime', () => {
    const ways = [
      'const a = process.env.A',
      "const a = process['env']",
      'const { env } = process',
      'const a = globalThis.process.env',
      "import { env } from 'node:process'",
      'const a = process?.env',
    ]
    for (const way of ways) {
      assert.deepEqual(
        found({ ...home, 'services/order/src/order.ts': `\n${way}` }),
        [
          'services/order/src/order.ts:2 reads the environment; take the value from the configuration (environment-readers)',
        ],
        way,
      )
    }
  })

  it('finds a second reader inside shared/runtime', () => {
    assert.equal(found({ ...home, 'shared/runtime/src/logger.ts': 'process.env.LOG_LEVEL' }).length, 1)
  })

  it('allows the one reader, tests, and other uses of process and of the word', () => {
    const tests = { 'tools/a.int.spec.ts': 'const url = process.env.POSTGRES_URL' }
    assert.deepEqual(
      found({ ...home, ...tests, 'tools/a.ts': "process.exit(1)\nconst env = 'process.env'" }),
      [],
    )
  })
})

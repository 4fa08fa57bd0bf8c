import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '@eventflow/testing'
import { schemas } from './schemas.js'

const readme = () => readFileSync(join(repositoryRoot(), 'services', 'activity', 'README.md'), 'utf8')

describe('the indexes of activities', () => {
  it('are those that the README gives with what each is for', () => {
    const [, table = ''] = readme().split('## Indexes')
    const documented = [...table.matchAll(/^\| [^|]+ \| `([^`]+)` \|$/gm)].map(([, index]) => index)
    const declared = schemas.activities
      .indexes()
      .map(([fields]) => Object.entries(fields).map(([name, way]) => (way === -1 ? `-${name}` : name)))
    assert.deepEqual(
      documented,
      declared.map((names) => names.join(', ')),
    )
  })
})

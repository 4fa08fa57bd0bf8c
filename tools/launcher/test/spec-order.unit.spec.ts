import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { longestFirst, mustBeAlone } from './spec-order.js'
import { claimSpec, queueSpecs, specsLeft } from './spec-queue.js'

describe('spec files that wait to be run', () => {
  let root: string

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'eventflow-specs-'))
  })
  afterEach(() => rmSync(root, { recursive: true }))

  const spec = (name: string, text = '') => {
    writeFileSync(join(root, `${name}.ts`), text)
    return { built: `${name}.js`, source: `${name}.ts` }
  }
  const namesOf = (specs: Array<{ built: string }>) => specs.map(({ built }) => built)

  it('are begun with those that nobody knows yet, the larger text first, and then with those that take long', () => {
    const specs = [spec('quick'), spec('slow'), spec('new'), spec('long-new', 'describe()')]
    const times = { 'quick.js': 10, 'slow.js': 9_000 }
    assert.deepEqual(namesOf(longestFirst(root, specs, times)), [
      'long-new.js',
      'new.js',
      'slow.js',
      'quick.js',
    ])
  })

  it('say in their first line that they must be alone, and nowhere else', () => {
    assert.equal(mustBeAlone(root, spec('a', '// Alone: it measures time.\n')), true)
    assert.equal(mustBeAlone(root, spec('b', "import 'x'\n// Alone: it measures time.\n")), false)
  })

  it('are taken in order, each once', () => {
    const queue = join(root, 'queue')
    queueSpecs(queue, ['left over'])
    queueSpecs(queue, ['a', 'b', 'c'])
    assert.deepEqual([claimSpec(queue), claimSpec(queue)], ['a', 'b'])
    assert.deepEqual(specsLeft(queue), ['c'])
    assert.deepEqual([claimSpec(queue), claimSpec(queue)], ['c', undefined])
  })
})

import assert from 'node:assert/strict'
import { aloneSpecs } from './alone-specs.js'
import { treeOf } from './reading/tree.js'
import { tell } from './rule.js'

const found = (file: string, text: string) => aloneSpecs.find(treeOf({ [file]: text })).map(tell)
const inSpec = (text: string) => found('shared/testing/src/a.int.spec.ts', text)

describe('specs that are run alone', () => {
  it('say so in their first line, with the reason', () => {
    assert.deepEqual(inSpec('// Alone: it measures how long an answer takes.\n'), [])
    assert.deepEqual(inSpec('\nconst alone = 1 // alone on the line\n'), [])
  })

  it('are found when they say it elsewhere, without a reason or in other words', () => {
    assert.match(inSpec("import 'a'\n// Alone: it measures how long it takes.")[0] ?? '', /:2 .*first line/)
    assert.match(inSpec('// Alone: slow.')[0] ?? '', /does not say why/)
    assert.match(inSpec('// alone: it measures how long it takes.')[0] ?? '', /it begins `\/\/ Alone: `/)
    assert.match(inSpec('// Alone: it measures how long it takes')[0] ?? '', /full stop/)
  })

  it('are integration tests, since no others are run side by side', () => {
    assert.match(
      found('a.unit.spec.ts', '// Alone: it measures how long it takes.')[0] ?? '',
      /only integration/,
    )
    assert.deepEqual(found('shared/a/src/alone.ts', '// Alone in the dark, nobody knows.'), [])
  })
})

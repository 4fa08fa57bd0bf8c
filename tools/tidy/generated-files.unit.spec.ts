import assert from 'node:assert/strict'
import { staleFiles } from './generated-files.js'
import { treeOf } from './reading/tree.js'
import { tell } from './rule.js'

const stale = (files: Record<string, string>, generated: Record<string, string>) =>
  staleFiles(treeOf(files), new Map(Object.entries(generated))).map(tell)

describe('generated files', () => {
  it('finds one that is older than the code, at the first line that differs', () => {
    assert.deepEqual(
      stale({ 'docs/generated/events.md': 'a\nb\nc' }, { 'docs/generated/events.md': 'a\nB\nc' }),
      ['docs/generated/events.md:2 is not what the code generates; npm run generate (generated-files)'],
    )
  })

  it('finds one that is missing', () => {
    assert.deepEqual(stale({}, { '.env.example': 'a' }), [
      '.env.example:1 is missing; npm run generate (generated-files)',
    ])
  })

  it('is content with what is up to date', () => {
    assert.deepEqual(stale({ 'docs/generated/events.md': 'a' }, { 'docs\\generated\\events.md': 'a' }), [])
  })
})

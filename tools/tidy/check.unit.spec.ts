import assert from 'node:assert/strict'
import { type Exception, findingsOf, needlessExceptions } from './check.js'
import { treeOf } from './reading/tree.js'
import { rule, tell } from './rule.js'

const noA = rule('no-a', 'has no a', function* (tree) {
  for (const { path, text } of tree.sources) {
    for (const letter of text) if (letter === 'a') yield { file: path, line: 1, message: 'an a' }
    if (text.includes('b')) yield { file: path, line: 1, message: 'a b' }
  }
})

const tree = treeOf({ 'tools/one.ts': 'ab', 'tools/two.ts': 'a' })
const excused: Exception = { rule: 'no-a', file: 'tools/one.ts', reason: 'It says why here.' }

describe('exceptions from rules', () => {
  it('excuse the findings of one rule in one file', () => {
    assert.deepEqual(findingsOf(noA, tree, [excused]).map(tell), ['tools/two.ts:1 an a (no-a)'])
  })

  it('excuse no more than the finding that they are about', () => {
    assert.deepEqual(findingsOf(noA, tree, [{ ...excused, about: 'a b' }]).map(tell), [
      'tools/one.ts:1 an a (no-a)',
      'tools/two.ts:1 an a (no-a)',
    ])
  })

  it('are findings themselves when nothing needs them', () => {
    const needless = [
      { ...excused, file: 'tools/three.ts' },
      { ...excused, about: 'a c' },
      { ...excused, rule: 'no-c' },
    ]
    assert.deepEqual(needlessExceptions([noA], tree, [excused, ...needless]).map(tell), [
      'tools/tidy/exceptions.ts:1 nothing needs the exception from no-a for tools/three.ts (exceptions)',
      'tools/tidy/exceptions.ts:1 nothing needs the exception from no-a for tools/one.ts (a c) (exceptions)',
      'tools/tidy/exceptions.ts:1 nothing needs the exception from no-c for tools/one.ts (exceptions)',
    ])
  })

  it('may stay where the next feature needs them again', () => {
    const waiting: Exception = { ...excused, file: 'tools/three.ts', comesAndGoes: true }
    assert.deepEqual(needlessExceptions([noA], tree, [waiting]), [])
  })
})

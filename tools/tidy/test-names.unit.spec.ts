import assert from 'node:assert/strict'
import { treeOf } from './reading/tree.js'
import { tell } from './rule.js'
import { testNames } from './test-names.js'

const found = (files: Record<string, string>) => testNames.find(treeOf(files)).map(tell)

const named = (text: string) => found({ 'tools/a.unit.spec.ts': text })

describe('names of tests', () => {
  it('finds names that are not sentences', () => {
    assert.deepEqual(named("\nit('works', () => {})"), [
      'tools/a.unit.spec.ts:2 "works" is not a sentence (test-names)',
    ])
    assert.equal(named(`it(\`rejects \${what}\`)`).length, 1)
  })

  it('finds names that begin with Should', () => {
    assert.deepEqual(named("it('Should reject the order', () => {})"), [
      'tools/a.unit.spec.ts:1 say what it does, not what it should do (test-names)',
    ])
  })

  it('finds a test that silences the others', () => {
    assert.deepEqual(named("describe.only('orders', () => {})"), [
      'tools/a.unit.spec.ts:1 describe.only keeps all other tests from running (test-names)',
    ])
    assert.equal(named("it.only('rejects the whole order', () => {})").length, 1)
  })

  it('allows sentences, also those with a part that is filled in', () => {
    const text = `describe('orders', () => { it('rejects the whole order'); it(\`answers \${status} to it\`); it(title) })`
    assert.deepEqual(named(text), [])
  })

  it('looks at tests only', () => {
    assert.deepEqual(found({ 'tools/a.ts': "it('works')" }), [])
  })
})

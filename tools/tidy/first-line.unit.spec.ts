import assert from 'node:assert/strict'
import { firstLine } from './first-line.js'
import { treeOf } from './reading/tree.js'
import { tell } from './rule.js'

const found = (files: Record<string, string>) => firstLine.find(treeOf(files)).map(tell)

const objectionTo = (text: string) => found({ 'tools/a.ts': text }).join()

describe('the first line of a file', () => {
  it('has to be a comment', () => {
    assert.match(objectionTo('export const a = 1'), /^tools\/a\.ts:1 does not begin with a \/\/ comment/)
    assert.match(objectionTo('/** Says what the file is for. */'), /does not begin with/)
  })

  it('has to be a sentence', () => {
    assert.match(objectionTo('// says what it is for.'), /capital letter/)
    assert.match(objectionTo('// Says what it is for'), /full stop/)
    assert.match(objectionTo('// Order errors.'), /says too little/)
    assert.equal(objectionTo('// Says what it is for.\nexport const a = 1'), '')
  })

  it('may follow the line that names the interpreter', () => {
    assert.equal(objectionTo('#!/usr/bin/env node\n// Says what it is for.'), '')
  })

  it('is not asked of tests', () => {
    assert.deepEqual(found({ 'tools/a.unit.spec.ts': "describe('a', () => {})" }), [])
  })
})

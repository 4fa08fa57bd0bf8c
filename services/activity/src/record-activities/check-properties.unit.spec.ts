import assert from 'node:assert/strict'
import { propertyProblem } from './check-properties.js'

const problemOf = (properties: unknown) => {
  const problem = propertyProblem({ properties })
  return problem && [problem.code, problem.pointer]
}
const nested = (levels: number): object => (levels === 1 ? { leaf: 1 } : { level: nested(levels - 1) })

describe('the properties of an activity', () => {
  it('may be anything that JSON says', () => {
    assert.equal(problemOf(undefined), undefined)
    assert.equal(problemOf({}), undefined)
    const free = { 'a b': 'two\nlines', list: [1, null, true, [{ x: 0.5 }]], empty: {}, 'a/b~c': 'ä😀' }
    assert.equal(problemOf(free), undefined)
  })

  it('have eight levels at the most', () => {
    assert.equal(problemOf(nested(8)), undefined)
    assert.equal(problemOf(nested(9))?.[0], 'PROPERTIES_TOO_DEEP')
    assert.equal(problemOf({ list: [[[[[[[[1]]]]]]]] })?.[0], 'PROPERTIES_TOO_DEEP')
  })

  it('have 8,192 bytes at the most, counted as they travel', () => {
    const frame = JSON.stringify({ text: '' }).length
    assert.equal(problemOf({ text: 'x'.repeat(8_192 - frame) }), undefined)
    assert.deepEqual(problemOf({ text: 'x'.repeat(8_193 - frame) }), ['PROPERTIES_TOO_LARGE', '/properties'])
    assert.equal(problemOf({ text: 'ä'.repeat(4_096) })?.[0], 'PROPERTIES_TOO_LARGE')
  })

  it('have 200 values at the most', () => {
    const many = (count: number) => ({ list: Array.from({ length: count }, (_, at) => at) })
    assert.equal(problemOf(many(200)), undefined)
    assert.deepEqual(problemOf(many(201)), ['TOO_MANY_PROPERTIES', '/properties'])
  })

  it('have names that mean nothing to a database, to a language or to a terminal', () => {
    for (const name of [
      '$where',
      'a.b',
      '',
      'constructor',
      'prototype',
      'line\nend',
      '\u0000',
      'x'.repeat(101),
    ])
      assert.equal(problemOf({ deep: { [name]: 1 } })?.[0], 'PROPERTY_NAME', JSON.stringify(name))
    assert.equal(problemOf(JSON.parse('{"__proto__": {"isAdmin": true}}'))?.[0], 'PROPERTY_NAME')
    assert.deepEqual(problemOf({ 'a/b': { $gt: 1 } }), ['PROPERTY_NAME', '/properties/a~1b/$gt'])
    assert.equal(problemOf({ a$: 1 }), undefined)
  })

  it('have text that can be printed', () => {
    for (const text of ['\u0000', '\u001b[2J', '\u009b', '\ud800'])
      assert.deepEqual(problemOf({ list: ['fine', text] }), ['UNPRINTABLE', '/properties/list/1'])
  })
})

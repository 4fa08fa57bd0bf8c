import assert from 'node:assert/strict'
import { compileSchema } from './compile-schema.js'

const schema = {
  type: 'object',
  properties: { sku: { type: 'string', maxLength: 8 }, at: { type: 'array', items: { type: 'integer' } } },
  required: ['sku'],
  additionalProperties: false,
}

const checkOf = (wanted: Record<string, unknown>) => {
  const compiled = compileSchema(wanted)
  assert.ok('check' in compiled, JSON.stringify(compiled))
  return (properties: Record<string, unknown>) => {
    const problem = compiled.check(properties)
    return problem && [problem.code, problem.pointer]
  }
}
const problemOf = (wanted: Record<string, unknown>) => {
  const compiled = compileSchema(wanted)
  return 'problem' in compiled ? compiled.problem.pointer : undefined
}

describe('the schema of a type', () => {
  it('says what is wrong with properties, and where', () => {
    const check = checkOf(schema)
    assert.equal(check({ sku: 'A-1', at: [1, 2] }), undefined)
    assert.deepEqual(check({}), ['SCHEMA_REQUIRED', '/properties/sku'])
    assert.deepEqual(check({ sku: 7 }), ['SCHEMA_TYPE', '/properties/sku'])
    assert.deepEqual(check({ sku: '123456789' }), ['SCHEMA_MAX_LENGTH', '/properties/sku'])
    assert.deepEqual(check({ sku: 'A', at: [1, 'x'] }), ['SCHEMA_TYPE', '/properties/at/1'])
    assert.deepEqual(check({ sku: 'A', 'a/b': 1 }), ['SCHEMA_ADDITIONAL_PROPERTIES', '/properties/a~1b'])
  })

  it('has words alone that are quick to check', () => {
    const nested = (levels: number): Record<string, unknown> =>
      levels === 0 ? {} : { type: 'object', properties: { deeper: nested(levels - 1) } }
    assert.equal(problemOf({ properties: { a: { pattern: '(a+)+$' } } }), '/schema/properties/a/pattern')
    assert.equal(problemOf({ $ref: '#' }), '/schema/$ref')
    assert.equal(problemOf({ items: 7 }), '/schema/items')
    assert.equal(problemOf({ type: 'no-type' }), '/schema')
    assert.equal(problemOf({ enum: ['x'.repeat(20_000)] }), '/schema')
    assert.match(problemOf(nested(11)) ?? '', /deeper/)
    assert.equal(problemOf(nested(9)), undefined)
  })
})

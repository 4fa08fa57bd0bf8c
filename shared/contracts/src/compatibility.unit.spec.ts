import assert from 'node:assert/strict'
import { incompatibilities } from './compatibility.js'
import { defineEvent } from './event.js'
import {
  dictionaryOf,
  type Fields,
  flag,
  freeObject,
  instant,
  integer,
  listOf,
  nullable,
  oneOf,
  optional,
  patterned,
  record,
  text,
  uuid,
} from './fields.js'

const schemaOf = (fields: Fields) =>
  defineEvent({
    type: 'ship.moved',
    version: 1,
    producer: 'harbour',
    key: 'shipId',
    schema: { shipId: uuid(), ...fields },
    examples: [{ shipId: '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12' }],
  } as unknown as Parameters<typeof defineEvent>[0]).jsonSchema

const between = (released: Fields, current: Fields) =>
  incompatibilities(schemaOf(released), schemaOf(current))

interface Change {
  name: string
  from: Fields
  to: Fields
  /** What is said about it, whole; nothing where the change is allowed. */
  problems: string[]
}

const most = Number.MAX_SAFE_INTEGER

const changes: Change[] = [
  { name: 'no change at all', from: { a: text(5) }, to: { a: text(5) }, problems: [] },
  { name: 'a new optional field', from: {}, to: { a: optional(text(5)) }, problems: [] },
  {
    name: 'a new optional field in a nested object',
    from: { a: record({ b: flag() }) },
    to: { a: record({ b: flag(), c: optional(flag()) }) },
    problems: [],
  },
  {
    name: 'a new optional field in the items of a list',
    from: { a: listOf(record({ b: flag() }), 5) },
    to: { a: listOf(record({ b: flag(), c: optional(flag()) }), 5) },
    problems: [],
  },
  {
    name: 'a new optional field in the values of a dictionary',
    from: { a: dictionaryOf(text(5), record({ b: flag() }), 5) },
    to: { a: dictionaryOf(text(5), record({ b: flag(), c: optional(flag()) }), 5) },
    problems: [],
  },
  {
    name: 'a new optional field in an object that may be null',
    from: { a: nullable(record({ b: flag() })) },
    to: { a: nullable(record({ b: flag(), c: optional(flag()) })) },
    problems: [],
  },
  { name: 'a field removed', from: { a: flag() }, to: {}, problems: ['a: the field is gone'] },
  {
    name: 'an optional field removed',
    from: { a: optional(flag()) },
    to: {},
    problems: ['a: the field is gone'],
  },
  {
    name: 'a field renamed',
    from: { a: flag() },
    to: { b: flag() },
    problems: ['a: the field is gone', 'b: older messages do not have it'],
  },
  {
    name: 'a field removed whose name every object inherits',
    from: { constructor: flag() },
    to: {},
    problems: ['constructor: the field is gone'],
  },
  {
    name: 'a new required field',
    from: {},
    to: { a: flag() },
    problems: ['a: older messages do not have it'],
  },
  {
    name: 'an optional field made required',
    from: { a: optional(flag()) },
    to: { a: flag() },
    problems: ['a: older messages do not have it'],
  },
  {
    name: 'a required field made optional',
    from: { a: flag() },
    to: { a: optional(flag()) },
    problems: ['a: older readers still require it'],
  },
  {
    name: 'another type',
    from: { a: integer(0) },
    to: { a: flag() },
    problems: [
      'a: the type changed from integer to boolean',
      'a: minimum changed from 0 to none',
      `a: maximum changed from ${most} to none`,
    ],
  },
  {
    name: 'null allowed',
    from: { a: flag() },
    to: { a: nullable(flag()) },
    problems: ['a: the type changed from boolean to boolean|null'],
  },
  {
    name: 'null forbidden',
    from: { a: nullable(flag()) },
    to: { a: flag() },
    problems: ['a: the type changed from boolean|null to boolean'],
  },
  {
    name: 'a word lost',
    from: { a: oneOf('x', 'y') },
    to: { a: oneOf('x') },
    problems: ['a: y is no longer accepted'],
  },
  {
    name: 'a word gained',
    from: { a: oneOf('x') },
    to: { a: oneOf('x', 'y') },
    problems: ['a: older readers do not know y'],
  },
  {
    name: 'words in another order',
    from: { a: oneOf('x', 'y') },
    to: { a: oneOf('y', 'x') },
    problems: [],
  },
  {
    name: 'a shorter text',
    from: { a: text(9) },
    to: { a: text(5) },
    problems: ['a: maxLength changed from 9 to 5'],
  },
  {
    name: 'a longer text',
    from: { a: text(5) },
    to: { a: text(9) },
    problems: ['a: maxLength changed from 5 to 9'],
  },
  {
    name: 'a text that may be empty',
    from: { a: text(5) },
    to: { a: text(5, 0) },
    problems: ['a: minLength changed from 1 to none'],
  },
  {
    name: 'a narrower range',
    from: { a: integer(0, 9) },
    to: { a: integer(1, 8) },
    problems: ['a: minimum changed from 0 to 1', 'a: maximum changed from 9 to 8'],
  },
  {
    name: 'fewer items',
    from: { a: listOf(flag(), 9) },
    to: { a: listOf(flag(), 5) },
    problems: ['a: maxItems changed from 9 to 5'],
  },
  {
    name: 'fewer keys',
    from: { a: dictionaryOf(text(5), flag(), 9) },
    to: { a: dictionaryOf(text(5), flag(), 5) },
    problems: ['a: maxProperties changed from 9 to 5'],
  },
  {
    name: 'another pattern',
    from: { a: patterned(/^x/, 'x') },
    to: { a: patterned(/^y/, 'y') },
    problems: ['a: pattern changed from ^x to ^y'],
  },
  {
    name: 'another format',
    from: { a: uuid() },
    to: { a: patterned(/./, 'text') },
    problems: [
      'a: format changed from uuid to none',
      'a: maxLength changed from none to 255',
      'a: pattern changed from none to .',
    ],
  },
  {
    name: 'a change inside a nested object',
    from: { a: record({ b: record({ c: text(5) }) }) },
    to: { a: record({ b: record({}) }) },
    problems: ['a.b.c: the field is gone'],
  },
  {
    name: 'a change inside the items of a list',
    from: { a: listOf(record({ b: flag() }), 5) },
    to: { a: listOf(record({ b: optional(flag()) }), 5) },
    problems: ['a[].b: older readers still require it'],
  },
  {
    name: 'items of another type',
    from: { a: listOf(flag(), 5) },
    to: { a: listOf(oneOf('x'), 5) },
    problems: ['a[]: the type changed from boolean to string', 'a[]: now only x is accepted'],
  },
  {
    name: 'a change inside the values of a dictionary',
    from: { a: dictionaryOf(text(5), record({ b: flag() }), 5) },
    to: { a: dictionaryOf(text(5), record({ b: flag(), c: flag() }), 5) },
    problems: ['a{.*}.c: older messages do not have it'],
  },
  {
    name: 'a closed object opened',
    from: { a: record({}) },
    to: { a: freeObject() },
    problems: ['a: additionalProperties changed from false to none'],
  },
  {
    name: 'a moment where there was text',
    from: { a: patterned(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/, 'a moment') },
    to: { a: instant() },
    problems: ['a: maxLength changed from 255 to none', 'a: format changed from none to date-time'],
  },
]

describe('a change of a released event', () => {
  for (const { name, from, to, problems } of changes)
    it(`${problems.length === 0 ? 'may be' : 'may not be'} ${name} under the same version`, () => {
      assert.deepEqual(between(from, to).sort(), [...problems].sort())
    })

  it('tells all that is wrong at once', () => {
    const problems = between({ a: flag(), b: text(5) }, { b: text(9), c: flag() })
    assert.deepEqual(problems.sort(), [
      'a: the field is gone',
      'b: maxLength changed from 5 to 9',
      'c: older messages do not have it',
    ])
  })
})

describe('a change in a word of JSON Schema that no field uses yet', () => {
  it('tells a list of words that appears or goes', () => {
    const [free, listed] = [{ type: 'string' }, { type: 'string', enum: ['x', 'y'] }]
    assert.deepEqual(incompatibilities(listed, free), ['the event: older readers accept only x, y'])
    assert.deepEqual(incompatibilities(free, listed), ['the event: now only x, y is accepted'])
  })

  for (const [word, before, after] of [
    ['multipleOf', 1, 5],
    ['uniqueItems', false, true],
    ['const', 'x', 'y'],
    ['propertyNames', { maxLength: 5 }, { maxLength: 9 }],
    ['anyOf', [{ type: 'string' }], [{ type: 'integer' }]],
    ['exclusiveMinimum', 0, undefined],
  ] as const)
    it(`is refused for ${word}, and passes where it is the same`, () => {
      assert.equal(incompatibilities({ [word]: before }, { [word]: after }).length, 1)
      assert.deepEqual(incompatibilities({ [word]: before }, { [word]: before }), [])
    })

  it('is free for what only describes', () => {
    assert.deepEqual(incompatibilities({ description: 'a', examples: [1] }, { title: 'b', default: 2 }), [])
  })
})

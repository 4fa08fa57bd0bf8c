import assert from 'node:assert/strict'
import Joi from 'joi'
import { acceptsOf } from './accepts.js'
import * as catalogue from './catalogue.js'
import * as fields from './fields.js'

const id = '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12'

const everything = Joi.object({
  id: fields.uuid(),
  name: fields.text(20),
  short: fields.optional(fields.text(5, 3)),
  note: fields.prose(50),
  mail: fields.optional(fields.emailAddress()),
  at: fields.instant(),
  age: fields.nullable(fields.integer(0, 150)),
  share: fields.decimal(0, 1),
  isOpen: fields.flag(),
  word: fields.nullable(fields.oneOf('red', 'green')),
  code: fields.optional(fields.patterned(/^x+$/, 'only the letter x', 3)),
  locale: fields.optional(fields.localeTag()),
  lines: fields.listOf(fields.record({ sku: fields.text(10), count: fields.integer(1) }), 3, 1),
  tags: fields.optional(fields.listOf(fields.nullable(fields.text(5)), 3)),
  counts: fields.dictionaryOf(fields.patterned(/^[a-z_]+$/, 'letters'), fields.integer(0), 2),
  open: fields.optional(fields.freeObject()),
  where: fields.exactlyOne(
    fields.record({ street: fields.optional(fields.text(9)), box: fields.optional(fields.integer(1)) }),
    'street',
    'box',
  ),
}).required()

const full = {
  id,
  name: 'Ada',
  short: 'abc',
  note: 'two\nlines',
  mail: 'ada@example.test',
  at: '2026-11-21T12:00:00.000Z',
  age: 36,
  share: 0.5,
  isOpen: true,
  word: 'red',
  code: 'xx',
  locale: 'en',
  lines: [{ sku: 'a', count: 1 }],
  tags: ['one', null],
  counts: { a: 1 },
  open: { any: ['thing'] },
  where: { box: 7 },
}

const odd: unknown[] = [
  undefined,
  null,
  '',
  ' ',
  'a',
  'xxx',
  'xxxx',
  'red',
  'en-GB',
  'a'.repeat(300),
  'tab\there',
  'line\nend',
  'a\u2028b',
  'a\u0085b',
  '\ud800',
  id.toUpperCase(),
  id.replaceAll('-', ':'),
  id.replaceAll('-', ''),
  `{${id}}`,
  `${id}\n`,
  'ada@example',
  'ada@@example.test',
  '2026-04-31T12:00:00Z',
  '2026-11-21T25:00:00Z',
  '2026-11-21T12:00:00+01:00',
  '2026-11-21',
  -1,
  -0,
  0,
  0.5,
  1,
  1.5,
  151,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  2 ** 53,
  Number.MAX_SAFE_INTEGER,
  '1',
  'true',
  true,
  false,
  [],
  {},
  [undefined],
  // A hole is what joi tells apart from undefined.
  Object.assign([], { 1: 1 }),
  [null],
  ['a', 'b', 'c', 'd'],
  { a: 1, b: 2 },
  { a: 1, b: 2, c: 3 },
  { 'A b': 1 },
  { a: undefined },
  { street: 'a', box: 1 },
  { street: undefined, box: 1 },
  { sku: 'a', count: 1, more: 1 },
  JSON.parse('{"__proto__":{"a":1}}'),
  Object.create({ street: 'inherited' }),
  new Date(),
  new Map(),
  () => 1,
  Symbol.iterator,
  10n,
]

/** The value with something odd at each of its places, and without each of its fields. */
function* mutants(value: unknown, depth = 0): Generator<unknown> {
  yield* odd
  if (typeof value !== 'object' || value === null || depth > 3) return
  const copy = (change: (of: Record<string, unknown>) => void) => {
    const made = (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>
    change(made)
    return made
  }
  for (const [name, part] of Object.entries(value)) {
    for (const mutant of mutants(part, depth + 1))
      yield copy((made) => {
        made[name] = mutant
      })
    yield copy((made) => {
      delete made[name]
    })
  }
  // JSON has no list with fields.
  if (Array.isArray(value)) return
  for (const mutant of [1, undefined])
    yield copy((made) => {
      made.unheard = mutant
    })
}

const strictly = { abortEarly: false, convert: false } as const

/** How many it took; each of them joi takes as well, and hands on unchanged. */
function agreement(schema: Joi.Schema, values: Iterable<unknown>): { taken: number; left: number } {
  const accepts = acceptsOf(schema)
  assert.ok(accepts)
  const count = { taken: 0, left: 0 }
  for (const value of values) {
    const judged = schema.validate(value, { ...strictly, stripUnknown: true })
    const strict = schema.validate(value, strictly)
    if (!accepts(value)) {
      if (!strict.error) count.left++
      continue
    }
    count.taken++
    assert.equal(strict.error, undefined)
    assert.deepEqual(judged.value, value)
  }
  return count
}

describe('what is taken without asking joi', () => {
  it('joi takes as well and leaves as it is, whatever is done to a value', () => {
    const { taken, left } = agreement(everything, mutants(full))
    assert.ok(taken > 50, `only ${taken} were taken at all`)
    // What joi takes and this leaves to it: the odd ones that JSON does not have, such as a field that is undefined.
    assert.ok(left < 50, `${left} could have been taken`)
  })

  it('is everything that the examples of all events show', () => {
    const contracts = Object.values(catalogue).filter((one) => typeof one === 'function')
    assert.ok(contracts.length > 0)
    for (const { examples, check, read, version, type } of contracts)
      for (const example of examples) {
        assert.deepEqual(check(example), [], type)
        const reading = read(version, example)
        // The very same object: joi would have made another one.
        assert.ok(reading.ok && reading.data === example, type)
      }
  })

  it('is nothing where a schema says more than is understood', () => {
    for (const schema of [
      Joi.object({ a: Joi.string().trim() }),
      Joi.object({ a: Joi.string().default('a') }),
      Joi.object({ a: Joi.string().max(3, 'utf8') }),
      Joi.object({ a: Joi.number().multiple(3) }),
      Joi.object({ a: Joi.date() }),
      Joi.object({ a: Joi.string(), b: Joi.string() }).and('a', 'b'),
      Joi.object({ a: Joi.number(), b: Joi.number().min(Joi.ref('a')) }),
      Joi.object({ a: Joi.array().items(Joi.string().required()) }),
      Joi.object({ a: Joi.string() }).prefs({ convert: true }),
      Joi.object(),
    ])
      assert.equal(acceptsOf(schema), undefined)
  })
})

import assert from 'node:assert/strict'
import type { Field } from './fields.js'
import {
  dictionaryOf,
  emailAddress,
  flag,
  freeObject,
  instant,
  integer,
  listOf,
  localeTag,
  nullable,
  oneOf,
  optional,
  patterned,
  prose,
  record,
  text,
  uuid,
} from './fields.js'

type AnyField = Field<unknown, 'required' | 'optional'>

const rulesBroken = (field: AnyField, value: unknown): string[] =>
  field
    .validate(value, { abortEarly: false, convert: false })
    .error?.details.map(({ type }) => type)
    .sort() ?? []

interface Row {
  name: string
  field: AnyField
  accepts: unknown[]
  /** Each value with the first rule, by name, that it breaks. */
  refuses: Array<[unknown, string]>
}

const id = '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12'

const rows: Row[] = [
  {
    name: 'text',
    field: text(5),
    accepts: ['a', 'abcde', ' ', '<b>', 'äöü', '😀😀😀😀😀'],
    refuses: [
      ['', 'string.empty'],
      ['abcdef', 'string.max'],
      ['😀😀😀😀😀😀', 'string.max'],
      [7, 'string.base'],
      [null, 'string.base'],
      [undefined, 'any.required'],
      [['a'], 'string.base'],
      [{}, 'string.base'],
    ],
  },
  { name: 'text that may be empty', field: text(5, 0), accepts: ['', 'a'], refuses: [[null, 'string.base']] },
  {
    name: 'text of a least length',
    field: text(5, 3),
    accepts: ['abc', '😀😀😀'],
    refuses: [
      ['ab', 'string.min'],
      ['😀😀', 'string.min'],
    ],
  },
  {
    name: 'prose',
    field: prose(8),
    accepts: ['', 'a\nb', 'a\r\nb', 'a\tb'],
    refuses: [
      ['123456789', 'string.max'],
      [null, 'string.base'],
    ],
  },
  {
    name: 'patterned',
    field: patterned(/^x+$/, 'only the letter x', 3),
    accepts: ['x', 'xxx'],
    refuses: [
      ['', 'string.empty'],
      ['xxxx', 'string.max'],
      ['y', 'string.pattern.name'],
      ['x\n', 'string.pattern.name'],
    ],
  },
  {
    name: 'uuid',
    field: uuid(),
    accepts: [id, id.toUpperCase()],
    refuses: [
      [id.replaceAll('-', ''), 'string.guid'],
      [`{${id}}`, 'string.guid'],
      [id.slice(1), 'string.guid'],
      [`${id}\n`, 'string.guid'],
      ['', 'string.empty'],
      [7, 'string.base'],
    ],
  },
  {
    name: 'email address',
    field: emailAddress(),
    accepts: ['ada@example.test', 'A.D.A+tag@Example.Test', 'ada@mail.local'],
    refuses: [
      ['ada', 'string.email'],
      ['@example.test', 'string.email'],
      ['ada@', 'string.email'],
      ['ada@localhost', 'string.email'],
      ['a da@example.test', 'string.email'],
      ['ada@example.test\r\nBcc: eve@example.test', 'string.email'],
      ['ada@example..test', 'string.email'],
      ['ada@example.test, eve@example.test', 'string.email'],
      [`${'a'.repeat(65)}@example.test`, 'string.email'],
    ],
  },
  {
    name: 'instant',
    field: instant(),
    accepts: ['2026-11-21T12:00:00Z', '2026-11-21T12:00:00.000Z', '2028-02-29T23:59:59.123456789Z'],
    refuses: [
      ['2026-11-21', 'string.pattern.name'],
      ['2026-11-21T12:00:00', 'string.pattern.name'],
      ['2026-11-21T12:00:00+01:00', 'string.pattern.name'],
      ['21 November 2026', 'string.pattern.name'],
      ['2026-13-01T00:00:00Z', 'string.isoDate'],
      ['2026-11-21T25:00:00Z', 'string.isoDate'],
      ['2026-02-30T00:00:00Z', 'string.isoDate'],
      ['2026-04-31T00:00:00Z', 'string.isoDate'],
      ['2027-02-29T00:00:00Z', 'string.isoDate'],
      [1_795_262_400_000, 'string.base'],
    ],
  },
  {
    name: 'integer',
    field: integer(1, 10),
    accepts: [1, 10],
    refuses: [
      [0, 'number.min'],
      [11, 'number.max'],
      [1.5, 'number.integer'],
      ['1', 'number.base'],
      [Number.NaN, 'number.base'],
      [Number.POSITIVE_INFINITY, 'number.infinity'],
      [true, 'number.base'],
      [null, 'number.base'],
    ],
  },
  {
    name: 'integer without an upper bound',
    field: integer(0),
    accepts: [0, Number.MAX_SAFE_INTEGER],
    refuses: [
      [Number.MAX_SAFE_INTEGER + 1, 'number.unsafe'],
      [-1, 'number.min'],
    ],
  },
  {
    name: 'flag',
    field: flag(),
    accepts: [true, false],
    refuses: [
      ['true', 'boolean.base'],
      [1, 'boolean.base'],
      [null, 'boolean.base'],
    ],
  },
  {
    name: 'one of some words',
    field: oneOf('red', 'green'),
    accepts: ['red', 'green'],
    refuses: [
      ['blue', 'any.only'],
      ['Red', 'any.only'],
      ['', 'any.only'],
      [null, 'any.only'],
    ],
  },
  {
    name: 'list',
    field: listOf(integer(0), 2),
    accepts: [[], [1], [1, 2]],
    refuses: [
      [[1, 2, 3], 'array.max'],
      [['a'], 'number.base'],
      [[null], 'number.base'],
      [[undefined], 'array.sparse'],
      [{}, 'array.base'],
      ['1', 'array.base'],
      [null, 'array.base'],
    ],
  },
  {
    name: 'record',
    field: record({ name: text(5), note: optional(text(5)) }),
    accepts: [{ name: 'a' }, { name: 'a', note: 'b' }],
    refuses: [
      [{}, 'any.required'],
      [{ name: 'a', more: 1 }, 'object.unknown'],
      [{ name: 'a', note: null }, 'string.base'],
      [[], 'object.base'],
      ['a', 'object.base'],
      [null, 'object.base'],
      [undefined, 'any.required'],
    ],
  },
  {
    name: 'dictionary',
    field: dictionaryOf(text(3), integer(0), 2),
    accepts: [{}, { a: 1 }, { a: 1, b: 2 }],
    refuses: [
      [{ a: 1, b: 2, c: 3 }, 'object.max'],
      [{ long: 1 }, 'object.unknown'],
      [{ a: 'x' }, 'number.base'],
      [{ a: null }, 'number.base'],
      [[], 'object.base'],
    ],
  },
  {
    name: 'free object',
    field: freeObject(),
    accepts: [{}, { anything: [{ goes: null }] }],
    refuses: [
      [[], 'object.base'],
      ['{}', 'object.base'],
      [null, 'object.base'],
    ],
  },
  {
    name: 'locale',
    field: localeTag(),
    accepts: ['en', 'pt-BR', 'gsw'],
    refuses: [
      ['EN', 'string.pattern.name'],
      ['en_US', 'string.pattern.name'],
      ['en-us', 'string.pattern.name'],
      ['english', 'string.max'],
    ],
  },
]

describe('the fields of events and bodies', () => {
  for (const { name, field, accepts, refuses } of rows) {
    it(`accept what is ${name}`, () => {
      for (const value of accepts)
        assert.deepEqual(rulesBroken(field, value), [], `${JSON.stringify(value)} was refused`)
    })

    it(`refuse what is not ${name}, by the name of the rule`, () => {
      for (const [value, rule] of refuses)
        assert.ok(
          rulesBroken(field, value).includes(rule),
          `${JSON.stringify(value)} broke [${rulesBroken(field, value)}], not ${rule}`,
        )
    })
  }

  describe('keep out what ends up in logs, terminals and mail headers', () => {
    const refused = {
      'a null character': 'a\u0000',
      'an escape sequence': '\u001b[31m',
      'a delete character': 'a\u007f',
      'an escape sequence of one character': '\u009b31m',
      'half of a surrogate pair': 'a\ud83d',
      'a vertical tab': 'a\u000b',
    }
    for (const [what, value] of Object.entries(refused))
      it(`refuse ${what} in a line as in prose`, () => {
        assert.deepEqual(rulesBroken(text(20), value), ['string.pattern.name'])
        assert.deepEqual(rulesBroken(prose(20), value), ['string.pattern.name'])
      })

    it('refuse every kind of line end in a single line', () => {
      for (const end of ['\n', '\r', '\r\n', '\u0085', '\u2028', '\u2029'])
        assert.deepEqual(rulesBroken(text(20), `a${end}b`), ['string.pattern.name'], JSON.stringify(end))
    })
  })

  it('take null where it is a value of its own, and still want the field to be there', () => {
    const field = nullable(text(5))
    assert.deepEqual(rulesBroken(field, null), [])
    assert.deepEqual(rulesBroken(field, undefined), ['any.required'])
    assert.deepEqual(rulesBroken(nullable(oneOf('a', 'b')), null), [])
  })

  it('may be left out where optional, but are not null then', () => {
    const field = optional(text(5))
    assert.deepEqual(rulesBroken(field, undefined), [])
    assert.deepEqual(rulesBroken(field, null), ['string.base'])
  })

  it('may be both left out and null where a merge patch wants that', () => {
    const field = optional(nullable(text(5)))
    for (const value of [undefined, null, 'a']) assert.deepEqual(rulesBroken(field, value), [])
  })

  it('are made anew by each word, so that one use cannot loosen another', () => {
    const strict = text(5)
    optional(strict)
    nullable(strict)
    assert.deepEqual(rulesBroken(strict, undefined), ['any.required'])
    assert.deepEqual(rulesBroken(strict, null), ['string.base'])
  })
})

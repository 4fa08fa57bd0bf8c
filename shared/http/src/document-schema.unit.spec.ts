import assert from 'node:assert/strict'
import {
  dictionaryOf,
  exactlyOne,
  integer,
  listOf,
  nullable,
  optional,
  prose,
  record,
  text,
  uuid,
} from '@eventflow/contracts'
import { documentSchemaOf } from './document-schema.js'

const patternOf = (schema: unknown): RegExp => new RegExp((schema as { pattern: string }).pattern, 'u')

describe('a field in the document', () => {
  for (const [name, field] of Object.entries({ text: text(20), prose: prose(20) }))
    it(`of ${name} is refused there for the characters it is refused for here`, () => {
      const pattern = patternOf(documentSchemaOf(field))
      // From the first character to the last of the first plane, halves of pairs apart, which no JSON in UTF-8 can hold.
      const wrong = Array.from({ length: 0x1_0000 }, (_, code) => code)
        .filter((code) => code < 0xd800 || code > 0xdfff)
        .map((code) => `a${String.fromCodePoint(code)}`)
        .filter((value) => pattern.test(value) === (field.validate(value).error !== undefined))
      assert.deepEqual(wrong, [])
    })

  it('has its whole pattern at any depth', () => {
    const schema = documentSchemaOf(
      record({
        names: listOf(nullable(text(5)), 3),
        byName: dictionaryOf(uuid(), record({ note: prose(5) }), 3),
        pattern: text(5),
      }),
    )
    assert.equal(JSON.stringify(schema).match(/u007f-/g)?.length, 3)
    assert.equal(JSON.stringify(schema).match(/u007f]/g), null)
  })

  it('that is exactly one of several says so, within another as well', () => {
    const choice = exactlyOne(record({ id: optional(uuid()), name: optional(text(5)) }), 'id', 'name')
    const wanted = [{ oneOf: [{ required: ['id'] }, { required: ['name'] }] }]
    assert.deepEqual(documentSchemaOf(choice).allOf, wanted)
    const within = documentSchemaOf(record({ choice, count: integer(1) })).properties as {
      choice: { allOf: unknown; properties: object }
    }
    assert.deepEqual(within.choice.allOf, wanted)
    assert.deepEqual(Object.keys(within.choice.properties), ['id', 'name'])
  })
})

import assert from 'node:assert/strict'
import { type DataOf, defineEvent } from './event.js'
import {
  freeObject,
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

const id = '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12'

const ShipRenamed = defineEvent({
  type: 'ship.renamed',
  version: 3,
  producer: 'harbour',
  key: 'shipId',
  sequence: 'edition',
  sealed: ['secret'],
  schema: {
    shipId: uuid(),
    edition: integer(1),
    name: text(20),
    language: oneOf('en', 'no'),
    secret: optional(text(20)),
    crew: optional(listOf(record({ role: text(10) }), 5)),
    notes: optional(freeObject()),
  },
  examples: [
    { shipId: id, edition: 2, name: 'Fram', language: 'no' },
    { shipId: id, edition: 3, name: 'Gjøa', language: 'no', secret: 'fog', crew: [{ role: 'cook' }] },
  ],
  upcast: {
    1: ({ title, ...rest }) => ({ ...rest, name: String(title).trim() }),
    2: (data) => ({ ...data, language: 'en' }),
  },
})

const good = { shipId: id, edition: 2, name: 'Fram', language: 'no' }

describe('an event contract', () => {
  it('tells its facts: name, version, producer, key, sequence, sealed fields and examples', () => {
    const { type, version, producer, key, sequence, sealed, examples } = ShipRenamed
    assert.deepEqual(
      { type, version, producer, key, sequence, sealed },
      {
        type: 'ship.renamed',
        version: 3,
        producer: 'harbour',
        key: 'shipId',
        sequence: 'edition',
        sealed: ['secret'],
      },
    )
    assert.deepEqual(
      examples.map(({ name }) => name),
      ['Fram', 'Gjøa'],
    )
  })

  it('is about the persons that it names, or about those whom its fields are usually called after', () => {
    const facts = {
      type: 'ship.boarded',
      version: 1,
      producer: 'harbour',
      key: 'shipId' as const,
      schema: { shipId: uuid(), ownerId: uuid(), mateId: uuid() },
      examples: [{ shipId: id, ownerId: id, mateId: id }] as const,
    }
    assert.deepEqual(defineEvent(facts).persons, ['ownerId'])
    assert.deepEqual(defineEvent({ ...facts, persons: ['mateId'] }).persons, ['mateId'])
    assert.deepEqual(defineEvent({ ...facts, persons: [] }).persons, [])
  })

  it('seals nothing and orders by no version unless it says so', () => {
    const Plain = defineEvent({
      type: 'ship.sunk',
      version: 1,
      producer: 'harbour',
      key: 'shipId',
      schema: { shipId: uuid() },
      examples: [{ shipId: id }],
    })
    assert.deepEqual(Plain.sealed, [])
    assert.equal(Plain.sequence, undefined)
  })

  it('says that the event happened when it is called with data', () => {
    const data: DataOf<typeof ShipRenamed> = { shipId: id, edition: 1, name: 'Fram', language: 'no' }
    const event = ShipRenamed(data)
    assert.equal(event.contract, ShipRenamed)
    assert.deepEqual(event.data, data)
  })

  it('knows its data at compile time', () => {
    // @ts-expect-error the name is missing
    ShipRenamed({ shipId: id, edition: 1, language: 'no' })
    // @ts-expect-error no such language
    ShipRenamed({ ...good, language: 'de' })
    // @ts-expect-error no such field
    ShipRenamed({ shipId: id, edition: 1, name: 'Fram', language: 'no', colour: 'black' })
    const reading = ShipRenamed.read(3, good)
    assert.ok(reading.ok)
    const language: 'en' | 'no' = reading.data.language
    assert.equal(language, 'no')
  })

  it('can be declared only with a key that every event has, text to seal and a number to order by', () => {
    const schema = { shipId: uuid(), port: optional(text(9)), size: integer(1), name: nullable(text(9)) }
    const facts = { type: 'ship.moved', version: 1, producer: 'harbour' }
    const examples = [{ shipId: id, size: 1, name: null }] as const
    defineEvent({ ...facts, key: 'shipId', sealed: ['port', 'name'], sequence: 'size', schema, examples })
    // @ts-expect-error no such field
    defineEvent({ ...facts, key: 'captain', schema, examples })
    // @ts-expect-error an event without its key could not be kept in order
    defineEvent({ ...facts, key: 'port', schema, examples })
    // @ts-expect-error a number cannot travel as sealed text
    defineEvent({ ...facts, key: 'shipId', sealed: ['size'], schema, examples })
    // @ts-expect-error text has no order of versions
    defineEvent({ ...facts, key: 'shipId', sequence: 'port', schema, examples })
    // @ts-expect-error an example has to be whole
    defineEvent({ ...facts, key: 'shipId', schema, examples: [{ shipId: id }] })
    // @ts-expect-error an event without an example proves nothing
    defineEvent({ ...facts, key: 'shipId', schema, examples: [] })
  })

  it('refuses to seal the key, which travels in the open to keep the order', () => {
    assert.throws(
      () =>
        defineEvent({
          type: 'ship.moved',
          version: 1,
          producer: 'harbour',
          key: 'shipId',
          sealed: ['shipId'],
          schema: { shipId: uuid() },
          examples: [{ shipId: id }],
        }),
      /ship\.moved.*key/,
    )
  })
})

describe('a producer checking its event', () => {
  it('hears no objection to what the contract allows', () => {
    assert.deepEqual(ShipRenamed.check(good), [])
    assert.deepEqual(ShipRenamed.check({ ...good, notes: { any: ['thing', null] } }), [])
  })

  it('hears of every problem at once, each with its field', () => {
    const problems = ShipRenamed.check({ shipId: 'x', edition: 0, language: 'de' })
    assert.equal(problems.length, 4)
    for (const field of ['shipId', 'edition', 'name', 'language'])
      assert.ok(
        problems.some((problem) => problem.startsWith(`"${field}"`)),
        `${field} in ${problems}`,
      )
  })

  it('may not send a field that the contract does not know, at any depth', () => {
    assert.deepEqual(ShipRenamed.check({ ...good, colour: 'black' }), ['"colour" is not allowed'])
    assert.deepEqual(ShipRenamed.check({ ...good, crew: [{ role: 'cook', age: 40 }] }), [
      '"crew[0].age" is not allowed',
    ])
  })

  it('may not send what would have to be converted', () => {
    assert.deepEqual(ShipRenamed.check({ ...good, edition: '2' }), ['"edition" must be a number'])
  })

  it('may not send anything but an object', () => {
    for (const data of [undefined, null, [good], JSON.stringify(good), 7])
      assert.equal(ShipRenamed.check(data).length, 1, String(data))
  })
})

describe('a consumer reading an event', () => {
  const problemsOf = (version: number, data: unknown) => {
    const reading = ShipRenamed.read(version, data)
    assert.ok(!reading.ok)
    return reading
  }

  it('gets the data of the current version as it was sent', () => {
    assert.deepEqual(ShipRenamed.read(3, good), { ok: true, data: good })
  })

  it('does not see fields that a newer producer added, at any depth', () => {
    const newer = { ...good, colour: 'black', crew: [{ role: 'cook', age: 40 }] }
    assert.deepEqual(ShipRenamed.read(3, newer), { ok: true, data: { ...good, crew: [{ role: 'cook' }] } })
  })

  it('keeps all of what the contract passes on without understanding it', () => {
    const withNotes = { ...good, notes: { deep: { er: [1, { x: null }] } } }
    assert.deepEqual(ShipRenamed.read(3, withNotes), { ok: true, data: withNotes })
  })

  it('reads a version that is two behind by one step after the other', () => {
    const first = { shipId: id, edition: 1, title: ' Fram ' }
    assert.deepEqual(ShipRenamed.read(1, first), {
      ok: true,
      data: { shipId: id, edition: 1, name: 'Fram', language: 'en' },
    })
  })

  it('reads a version that is one behind by the last step alone', () => {
    const second = { shipId: id, edition: 1, name: 'Maud' }
    assert.deepEqual(ShipRenamed.read(2, second), { ok: true, data: { ...second, language: 'en' } })
  })

  it('leaves the message as it came while upcasting it', () => {
    const first = Object.freeze({ shipId: id, edition: 1, title: 'Fram' })
    ShipRenamed.read(1, first)
    assert.deepEqual(first, { shipId: id, edition: 1, title: 'Fram' })
  })

  it('does not know a version from the future, nor one that never was', () => {
    for (const version of [4, 0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      const reading = problemsOf(version, good)
      assert.equal(reading.why, 'unknown-version')
      assert.deepEqual(reading.problems, [`version ${version} cannot be read here`])
    }
  })

  it('does not know an older version for which no step was declared', () => {
    const Late = defineEvent({
      type: 'ship.late',
      version: 3,
      producer: 'harbour',
      key: 'shipId',
      schema: { shipId: uuid() },
      examples: [{ shipId: id }],
      upcast: { 2: (data) => data },
    })
    assert.ok(Late.read(2, { shipId: id }).ok)
    const reading = Late.read(1, { shipId: id })
    assert.ok(!reading.ok && reading.why === 'unknown-version')
  })

  it('finds malformed what is no object or has wrong fields', () => {
    for (const data of [undefined, null, [good], 'good', 7, {}, { ...good, shipId: 'x' }])
      assert.equal(problemsOf(3, data).why, 'malformed', JSON.stringify(data))
  })

  it('converts nothing, and names every problem', () => {
    const { problems } = problemsOf(3, { ...good, edition: '2', name: 7 })
    assert.deepEqual(problems, ['"edition" must be a number', '"name" must be a string'])
  })

  it('finds malformed what is wrong only after it was upcast', () => {
    assert.equal(problemsOf(1, { shipId: id, edition: 0, title: 'Fram' }).why, 'malformed')
  })

  it('finds malformed what an upcast breaks on, instead of failing itself', () => {
    const Strict = defineEvent({
      type: 'ship.strict',
      version: 2,
      producer: 'harbour',
      key: 'shipId',
      schema: { shipId: uuid() },
      examples: [{ shipId: id }],
      upcast: { 1: ({ ship }) => ({ shipId: (ship as { id: string }).id }) },
    })
    assert.ok(Strict.read(1, { ship: { id } }).ok)
    const reading = Strict.read(1, {})
    assert.ok(!reading.ok)
    assert.equal(reading.why, 'malformed')
    assert.match(reading.problems.join(), /version 1/)
  })
})

describe('the JSON Schema of an event', () => {
  it('names the required fields and allows no others', () => {
    const { required, additionalProperties, type } = ShipRenamed.jsonSchema
    assert.equal(type, 'object')
    assert.equal(additionalProperties, false)
    assert.deepEqual(required, ['edition', 'language', 'name', 'shipId'])
  })

  it('lists null among the words of a field that may be null', () => {
    const Painted = defineEvent({
      type: 'ship.painted',
      version: 1,
      producer: 'harbour',
      key: 'shipId',
      schema: {
        shipId: uuid(),
        colour: nullable(oneOf('black', 'red')),
        hull: record({ below: nullable(oneOf('green')) }),
      },
      examples: [{ shipId: id, colour: null, hull: { below: null } }],
    })
    const { properties } = Painted.jsonSchema as unknown as {
      properties: Record<string, { type: unknown; enum: unknown; properties: Record<string, unknown> }>
    }
    assert.deepEqual(properties.colour, { type: ['string', 'null'], enum: ['black', 'red', null] })
    assert.deepEqual(properties.hull?.properties.below, { type: ['string', 'null'], enum: ['green', null] })
  })

  it('tells a broken rule without the value that broke it', () => {
    const Written = defineEvent({
      type: 'letter.written',
      version: 1,
      producer: 'desk',
      key: 'letterId',
      schema: { letterId: text(50), code: patterned(/^[A-Z]{3}$/, 'three capital letters') },
      examples: [{ letterId: 'l-1', code: 'ABC' }],
    })
    const [problem, ...others] = Written.check({ letterId: 'l-1', code: 'a secret' })
    assert.equal(problem, '"code" is not three capital letters')
    assert.deepEqual(others, [])
    const [unprintable] = Written.check({ letterId: 'a\u0007 secret', code: 'ABC' })
    assert.match(unprintable ?? '', /"letterId" is not printable text/)
    assert.doesNotMatch(unprintable ?? '', /secret/)
  })
})

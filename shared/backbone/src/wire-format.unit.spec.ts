import assert from 'node:assert/strict'
import {
  type AnyContract,
  catalogue,
  defineEvent,
  dictionaryOf,
  flag,
  freeObject,
  instant,
  integer,
  listOf,
  nullable,
  oneOf,
  optional,
  prose,
  record,
  text,
  uuid,
} from '@eventflow/contracts'
import type { ConsumeMessage } from 'amqplib'
import { PermanentError } from './failure-kinds.js'
import { avroSchemaOf, readBody, type WireFormat, writeBody } from './wire-format.js'

const shipId = '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12'
const crew = listOf(
  record({ role: text(9), age: nullable(integer(0)), nick: optional(nullable(text(9))) }),
  9,
)

/** Every word that a contract can be written with. */
const everyField = {
  shipId: uuid(),
  size: integer(Number.MIN_SAFE_INTEGER),
  mass: nullable(integer(0)),
  name: text(20, 0),
  log: prose(200),
  afloat: flag(),
  flag: oneOf('no', 'en', 'de'),
  colour: nullable(oneOf('black', 'red')),
  kind: oneOf('in-port', 'at sea'),
  seenAt: instant(),
  crew,
  ports: dictionaryOf(text(9), dictionaryOf(text(9), integer(0), 9), 9),
  hull: record({ keel: nullable(record({ metres: integer(0) })), paint: optional(oneOf('tar')) }),
  empty: record({}),
  notes: freeObject(),
  gone: nullable(freeObject()),
  maybe: optional(nullable(integer(0))),
  later: optional(crew),
  extra: optional(nullable(freeObject())),
}

const example = {
  shipId,
  size: Number.MAX_SAFE_INTEGER,
  mass: null,
  name: '',
  log: 'Eis\n\tvoraus ❄ 🧊',
  afloat: true,
  flag: 'no' as const,
  colour: null,
  kind: 'at sea' as const,
  seenAt: '2026-11-21T12:00:00.000Z',
  crew: [
    { role: 'cook', age: null, nick: null },
    { role: 'mate', age: 40 },
  ],
  ports: { Oslo: { visits: 3 }, Bergen: {} },
  hull: { keel: null, paint: 'tar' as const },
  empty: {},
  notes: { deep: { er: [1.5, { x: null }, '\ud800'] } },
  gone: null,
  maybe: null,
}

const shipSeen = (facts: object = {}): AnyContract =>
  defineEvent({
    type: 'ship.seen-again',
    version: 1,
    producer: 'harbour',
    key: 'shipId',
    sealed: ['name', 'flag'],
    schema: everyField,
    examples: [example],
    ...facts,
  } as never)

const ShipSeen = shipSeen()

const asReceived = (format: WireFormat, contract: AnyContract, data: unknown): ConsumeMessage => {
  const { contentType, headers, bytes } = writeBody(format, contract, data as Record<string, unknown>)
  return { content: bytes, properties: { contentType, headers } } as unknown as ConsumeMessage
}

const throughAvro = (contract: AnyContract, data: unknown) =>
  readBody(asReceived('avro', contract, data), contract)

/** What JSON makes of it, since nothing else is ever promised: no undefined, no minus zero. */
const throughJson = (data: unknown): unknown => JSON.parse(JSON.stringify(data))

const isPermanent = (reason: RegExp) => (error: unknown) =>
  error instanceof PermanentError && reason.test(error.message)

describe('an event in Avro', () => {
  for (const contract of [ShipSeen, ...catalogue])
    it(`is read as it was written: ${contract.type}`, () => {
      for (const data of contract.examples) assert.deepEqual(throughAvro(contract, data), throughJson(data))
    })

  it('is read as it was written whatever its fields hold: 500 events made up for each contract', () => {
    const random = generator(20_261_121)
    for (const contract of [ShipSeen, ...catalogue])
      for (let count = 0; count < 500; count++) {
        const data = madeUp(contract.jsonSchema, random)
        assert.deepEqual(throughAvro(contract, data), throughJson(data), JSON.stringify(data))
      }
  })

  it('tells a field that is missing from one that is null', () => {
    const { maybe, ...without } = example
    assert.equal(throughAvro(ShipSeen, example).maybe, null)
    assert.ok(!('maybe' in throughAvro(ShipSeen, without)))
  })

  it('carries what was sealed, also where it was a word of a list before', () => {
    const closed = { ...example, name: 'x'.repeat(300), flag: 'y'.repeat(300) }
    assert.deepEqual(throughAvro(ShipSeen, closed), throughJson(closed))
  })

  it('takes less than 0.7 of the bytes of its JSON where most is text of its own', () => {
    const [first] = catalogue.filter(({ type }) => type === 'session.started')
    assert.ok(first)
    const [json, avro] = (['json', 'avro'] as const).map(
      (format) => writeBody(format, first, first.examples[0] as Record<string, unknown>).bytes.length,
    )
    assert.ok(Number(avro) < Number(json) * 0.7, `${avro} of ${json} bytes`)
  })
})

describe('the Avro schema of an event', () => {
  it('uses the words of Avro: records, maps, lists, unions with null, and enums where the words are names', () => {
    const { schema } = avroSchemaOf(ShipSeen)
    assert.ok(typeof schema === 'object' && 'fields' in schema)
    assert.equal(schema.name, 'eventflow.ship.seen_again')
    const types = Object.fromEntries(schema.fields.map(({ name, type }) => [name, type]))
    assert.deepEqual(types.mass, ['null', 'long'])
    assert.deepEqual(types.afloat, 'boolean')
    assert.deepEqual(types.colour, [
      'null',
      { type: 'enum', name: 'eventflow.ship.seen_again.colour', symbols: ['black', 'red'] },
    ])
    assert.deepEqual(types.kind, 'string')
    assert.deepEqual(types.ports, { type: 'map', values: { type: 'map', values: 'long' } })
    assert.deepEqual(types.notes, 'string')
    assert.deepEqual(types._optional, { type: 'map', values: 'string' })
    assert.ok(!('maybe' in types))
  })

  it('stays the same while the version does: fields that may be missing come, words and fields change places', () => {
    const { fingerprint } = avroSchemaOf(ShipSeen)
    const wider = listOf(
      record({
        age: nullable(integer(0)),
        role: text(9),
        nick: optional(nullable(text(9))),
        ship: optional(uuid()),
      }),
      9,
    )
    const grown = { more: optional(text(9)), ...everyField, flag: oneOf('de', 'no', 'en'), crew: wider }
    assert.equal(avroSchemaOf(shipSeen({ schema: grown })).fingerprint, fingerprint)
    const random = generator(7)
    for (const contract of [ShipSeen, ...catalogue])
      for (let count = 0; count < 20; count++) {
        const jsonSchema = grownAnywhere(contract.jsonSchema, random) as Schema
        assert.equal(
          avroSchemaOf({ ...contract, jsonSchema }).fingerprint,
          avroSchemaOf(contract).fingerprint,
          contract.type,
        )
      }
    const other = { ...everyField, afloat: text(5) }
    assert.notEqual(avroSchemaOf(shipSeen({ schema: other })).fingerprint, fingerprint)
  })
})

describe('a consumer of Avro', () => {
  const grown = shipSeen({ schema: { ...everyField, more: optional(text(9)) } })

  it('reads a message of a newer producer that added a field, and one of an older that has it not', () => {
    const newer = { ...example, more: 'fog' }
    const read = readBody(asReceived('avro', grown, newer), ShipSeen)
    assert.deepEqual(ShipSeen.read(1, read), { ok: true, data: ShipSeen.examples[0] })
    assert.deepEqual(grown.read(1, readBody(asReceived('avro', ShipSeen, example), grown)), {
      ok: true,
      data: ShipSeen.examples[0],
    })
  })

  it('reads an older version by the fields it had', () => {
    const { afloat, ...rest } = everyField
    const second = shipSeen({
      version: 2,
      schema: { ...rest, floats: oneOf('yes', 'no') },
      earlier: { 1: { schema: everyField, sealed: ['name', 'flag'] } },
    })
    assert.deepEqual(readBody(asReceived('avro', ShipSeen, example), second), throughJson(example))
  })

  it('does not guess at a shape that it does not know', () => {
    const other = shipSeen({ schema: { shipId: uuid() } })
    const message = asReceived('avro', other, { shipId })
    assert.throws(
      () => readBody(message, ShipSeen),
      isPermanent(/^unknown-version: .* fingerprint [0-9a-f]{64}$/),
    )
  })

  it('finds malformed what says it is Avro and is not, or does not say of which shape', () => {
    const whole = asReceived('avro', ShipSeen, example)
    const cut = whole.content.subarray(0, whole.content.length - 1)
    const longer = Buffer.concat([whole.content, Buffer.from([0])])
    for (const content of [cut, longer, Buffer.alloc(0), Buffer.from('{"shipId":"x"}')])
      assert.throws(() => readBody({ ...whole, content }, ShipSeen), isPermanent(/^malformed: .*Avro/))
    const properties = { ...whole.properties, headers: {} }
    assert.throws(() => readBody({ ...whole, properties }, ShipSeen), isPermanent(/^malformed: Avro without/))
  })

  it('finds malformed, at once, a list that claims more items than there are bytes', () => {
    const Listing = defineEvent({
      type: 'ship.listed',
      version: 1,
      producer: 'harbour',
      key: 'id',
      schema: { id: text(9), parts: listOf(record({ a: text(9) }), 9) },
      examples: [{ id: 'x', parts: [] }],
    })
    const { headers, contentType } = writeBody('avro', Listing, { id: 'x', parts: [] })
    // An id of one letter, then a list of a great many items: once as it is, once as a block of its own size.
    // The same of a map, which comes last.
    for (const claim of ['8080808010', 'ffffffff0f00', '0080808080808040']) {
      const content = Buffer.from(`0278${claim}`, 'hex')
      const startedAt = performance.now()
      assert.throws(
        () => readBody({ content, properties: { contentType, headers } } as never, Listing),
        isPermanent(/^malformed: .*Avro/),
      )
      assert.ok(performance.now() - startedAt < 500)
    }
  })
})

type Schema = Readonly<Record<string, unknown>>
type Random = (below: number) => number

/** Always the same numbers for one seed, so that a failure can be looked at again. */
function generator(seed: number): Random {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const letters = ['a', 'Z', '0', ' ', '"', '\\', '\n', '\u0000', 'ß', '漢', '🧊', '\u2028']
const numbers = [0, 1, -1, 63, 64, -65, 2 ** 31, -(2 ** 40), Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]

const wordOf = (random: Random): string =>
  Array.from({ length: random(5) * random(5) }, () => letters[random(letters.length)]).join('')

/** The same schema with fields that may be missing in whichever of its records chance chooses. */
function grownAnywhere(node: unknown, random: Random): unknown {
  if (Array.isArray(node) || typeof node !== 'object' || node === null) return node
  const parts = Object.fromEntries(
    Object.entries(node).map(([name, part]) => [name, grownAnywhere(part, random)]),
  )
  const isRecord = 'additionalProperties' in parts && parts.properties !== undefined
  if (!isRecord || random(2) === 0) return parts
  const added = { [`added${random(1_000)}`]: [{ type: 'string' }, { type: ['integer', 'null'] }][random(2)] }
  return { ...parts, properties: { ...added, ...(parts.properties as object) } }
}

/** Of the right shape; bounds and patterns mean nothing to the wire. */
function madeUp(schema: Schema, random: Random): unknown {
  const types = [schema.type].flat()
  if (types.includes('null') && random(3) === 0) return null
  switch (types[0]) {
    case 'boolean':
      return random(2) === 0
    case 'integer':
      return numbers[random(numbers.length)]
    case 'array':
      return Array.from({ length: random(4) }, () => madeUp(schema.items as Schema, random))
    case 'object':
      return madeUpObject(schema, random)
    default: {
      const words = ((schema.enum ?? []) as unknown[]).filter((word) => word !== null)
      return words.length > 0 ? words[random(words.length)] : wordOf(random)
    }
  }
}

function madeUpObject(schema: Schema, random: Random): unknown {
  if (schema.additionalProperties !== false) return { [wordOf(random)]: [null, 1.25, { a: wordOf(random) }] }
  const [values] = Object.values((schema.patternProperties ?? {}) as Record<string, Schema>)
  if (values)
    return Object.fromEntries(
      Array.from({ length: random(4) }, () => [wordOf(random), madeUp(values, random)]),
    )
  const required = (schema.required ?? []) as string[]
  return Object.fromEntries(
    Object.entries((schema.properties ?? {}) as Record<string, Schema>)
      .filter(([name]) => required.includes(name) || random(2) === 0)
      .map(([name, part]) => [name, madeUp(part, random)]),
  )
}

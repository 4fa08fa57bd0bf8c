import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { catalogue } from './catalogue.js'
import { incompatibilities } from './compatibility.js'
import { consumersByEvent } from './consumers.js'

interface Released {
  type: string
  version: number
  schema: Record<string, unknown>
  examples: unknown[]
}

const folder = join(__dirname, '..', 'released')

const released = readdirSync(folder).map((file): Released & { file: string } => ({
  file,
  ...(JSON.parse(readFileSync(join(folder, file), 'utf8')) as Released),
}))

const contractOf = (type: string) => {
  const contract = catalogue.find((one) => one.type === type)
  assert.ok(contract, `nobody declares ${type}, but messages of it may still be around`)
  return contract
}

describe('the catalogue of events', () => {
  it('holds events whose examples their own contract accepts and reads back', () => {
    for (const { type, version, examples, check, read } of catalogue) {
      assert.ok(examples.length > 0, `${type} has no example`)
      for (const example of examples) {
        assert.deepEqual(check(example), [], type)
        assert.deepEqual(read(version, example), { ok: true, data: example })
      }
    }
  })

  it('has each name once, as entity and past verb', () => {
    const types = catalogue.map(({ type }) => type)
    assert.deepEqual(
      types.filter((type, index) => types.indexOf(type) !== index),
      [],
    )
    assert.deepEqual(
      types.filter((type) => !/^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$/.test(type)),
      [],
    )
  })

  it('orders each by a required field of its own that is not sealed', () => {
    for (const { type, key, sealed, jsonSchema } of catalogue) {
      assert.ok((jsonSchema.required as string[]).includes(key), `${type} may come without its key ${key}`)
      assert.ok(!sealed.includes(key), `${type} hides its key ${key}`)
    }
  })

  it('counts versions by an integer and seals text', () => {
    for (const { type, sequence, sealed, jsonSchema } of catalogue) {
      const properties = jsonSchema.properties as Record<string, { type: string }>
      if (sequence !== undefined) assert.equal(properties[sequence]?.type, 'integer', type)
      for (const field of sealed) assert.equal(properties[field]?.type, 'string', `${type}.${field}`)
    }
  })

  it('seals every token, since whoever reads a queue must not be able to use it', () => {
    const open = catalogue.filter(({ jsonSchema, sealed }) =>
      Object.keys(jsonSchema.properties as object).some(
        (name) => /token|secret|password/i.test(name) && !sealed.includes(name),
      ),
    )
    assert.deepEqual(
      open.map(({ type }) => type),
      [],
    )
  })

  it('knows every event that is said to have a consumer', () => {
    for (const type of Object.keys(consumersByEvent)) contractOf(type)
  })
})

describe('the corpus of released events', () => {
  it("has messages that today's readers understand, of every version there ever was", () => {
    for (const { file, type, version, examples } of released) {
      assert.equal(file, `${type}.v${version}.json`)
      assert.ok(examples.length > 0, `${file} has no message`)
      for (const example of examples) {
        const reading = contractOf(type).read(version, example)
        assert.deepEqual(reading.ok ? [] : reading.problems, [], file)
      }
    }
  })

  it("has shapes that today's messages of the same version still fit", () => {
    for (const { file, type, version, schema } of released) {
      const contract = contractOf(type)
      assert.ok(version <= contract.version, `${type} went back from version ${version}`)
      if (version === contract.version)
        assert.deepEqual(incompatibilities(schema, { ...contract.jsonSchema }), [], file)
    }
  })

  it('holds the current version of every event', () => {
    const files = released.map(({ file }) => file)
    assert.deepEqual(
      catalogue
        .map(({ type, version }) => `${type}.v${version}.json`)
        .filter((file) => !files.includes(file)),
      [],
    )
  })
})

import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { catalogue } from './catalogue.js'
import { consumersByEvent } from './consumers.js'
import { type ReleasedEvent, verdictOn } from './released.js'

const folder = join(__dirname, '..', 'released')

const released = readdirSync(folder).map((file): ReleasedEvent & { file: string } => ({
  file,
  ...(JSON.parse(readFileSync(join(folder, file), 'utf8')) as ReleasedEvent),
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
      types.filter((type) => !/^[a-z][a-z0-9]*(-[a-z0-9]+)*\.[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(type)),
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
  it('has a message of every version there ever was, of events that are still declared', () => {
    assert.ok(released.length > 0)
    for (const { file, type, version, examples } of released) {
      assert.equal(file, `${type}.v${version}.json`)
      assert.ok(examples.length > 0, `${file} has no message`)
      contractOf(type)
    }
  })

  it('goes together with the events of today, whose messages and readers may meet those of then', () => {
    for (const contract of catalogue) {
      const verdict = verdictOn(contract, released)
      assert.deepEqual(verdict.kind === 'incompatible' ? verdict.problems : [], [], contract.type)
    }
  })
})

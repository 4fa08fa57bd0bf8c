import assert from 'node:assert/strict'
import { defineEvent, type EventFacts } from './event.js'
import { type Fields, flag, integer, listOf, optional, record, text, uuid } from './fields.js'
import { type ReleasedEvent, releaseOf, verdictOn } from './released.js'

const shipId = '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12'

const fields = {
  shipId: uuid(),
  fleetId: uuid(),
  edition: integer(1),
  log: integer(1),
  name: text(9),
  pin: text(9),
}
const example = { shipId, fleetId: shipId, edition: 1, log: 1, name: 'Fram', pin: '1234' }

const shipMoved = (facts: object = {}) =>
  defineEvent({
    type: 'ship.moved',
    version: 1,
    producer: 'harbour',
    key: 'shipId',
    sequence: 'edition',
    sealed: ['pin'],
    schema: fields,
    examples: [example],
    ...facts,
  } as unknown as EventFacts<Fields>)

/** As it lies in the repository. */
const written = (released: ReleasedEvent): ReleasedEvent => JSON.parse(JSON.stringify(released))

const first = written(releaseOf(shipMoved()))

const problemsOf = (facts: object, corpus: readonly ReleasedEvent[] = [first]): readonly string[] => {
  const verdict = verdictOn(shipMoved(facts), corpus)
  return verdict.kind === 'incompatible' ? verdict.problems : []
}

describe('an event beside what was released of it', () => {
  it('is free to change until it is released', () => {
    assert.deepEqual(verdictOn(shipMoved(), []), { kind: 'unreleased' })
    assert.deepEqual(verdictOn(shipMoved({ type: 'ship.sunk' }), [first]), { kind: 'unreleased' })
  })

  it('is unchanged while only its examples and descriptions change', () => {
    const told = { ...fields, name: text(9).description('as painted on the bow') }
    const more = [example, { ...example, name: 'Maud' }]
    assert.deepEqual(verdictOn(shipMoved({ schema: told, examples: more }), [first]), { kind: 'unchanged' })
  })

  it('may grow by fields that may be missing, sealed ones too, and says which', () => {
    const crew = optional(listOf(record({ role: text(9), age: optional(integer(0)) }), 5))
    const grown = shipMoved({ schema: { ...fields, crew, note: optional(text(9)) }, sealed: ['pin', 'note'] })
    assert.deepEqual(verdictOn(grown, [first]), { kind: 'compatible', added: ['crew', 'note'] })
    const again = { ...fields, crew: optional(listOf(record({ role: text(9) }), 5)) }
    const released = written(releaseOf(shipMoved({ schema: again })))
    assert.deepEqual(verdictOn(shipMoved({ schema: { ...fields, crew } }), [released]), {
      kind: 'compatible',
      added: ['crew[].age'],
    })
  })

  it('may not change its shape under the same version', () => {
    assert.deepEqual(problemsOf({ schema: { ...fields, fast: flag() } }).slice(0, 1), [
      'fast: older messages do not have it',
    ])
  })

  it('may not change what consumers order by, drop by or open', () => {
    assert.deepEqual(problemsOf({ key: 'fleetId' }), [
      'the key changed from shipId to fleetId, by which consumers keep the order',
    ])
    assert.deepEqual(problemsOf({ sequence: 'log' }), [
      'the sequence changed from edition to log, by which consumers drop what is stale',
    ])
    assert.deepEqual(problemsOf({ sequence: undefined }), [
      'the sequence changed from edition to none, by which consumers drop what is stale',
    ])
    assert.deepEqual(problemsOf({ sealed: ['pin', 'name'] }), [
      'name: sealed now, which older readers do not open',
    ])
    assert.deepEqual(problemsOf({ sealed: [] }), ['pin: no longer sealed, but older readers try to open it'])
  })

  it('may not go back to an older version', () => {
    const second = written(releaseOf(shipMoved({ version: 2 })))
    assert.deepEqual(problemsOf({}, [second]).slice(0, 1), ['the event went back from version 2'])
  })
})

describe('a new version of a released event', () => {
  const schema = { ...fields, name: record({ painted: text(9) }) }
  const examples = [{ ...example, name: { painted: 'Fram' } }]
  const upcast = { 1: (data: Record<string, unknown>) => ({ ...data, name: { painted: data.name } }) }
  const earlier = { 1: { schema: fields, sealed: ['pin'] } }
  const second = { version: 2, schema, examples, upcast, earlier }

  it('may be of any shape when it reads every message of the ones before', () => {
    assert.deepEqual(verdictOn(shipMoved(second), [first]), {
      kind: 'compatible',
      added: ['version 2, which reads 1'],
    })
  })

  it('is refused without a way from the older one', () => {
    assert.deepEqual(problemsOf({ ...second, upcast: {} }), [
      'a message of version 1 cannot be read: version 1 cannot be read here',
    ])
  })

  it('is refused with a way that leads astray, also for messages that only the corpus remembers', () => {
    const remembered = { ...first, examples: [...first.examples, { ...example, name: 'x'.repeat(9) }] }
    const astray = {
      1: ({ name, ...data }: Record<string, unknown>) => ({ ...data, name: { painted: `the ${name}` } }),
    }
    const problems = problemsOf({ ...second, upcast: astray }, [remembered])
    assert.equal(problems.length, 1)
    assert.match(problems.join(), /a message of version 1 cannot be read: .*name\.painted/)
  })

  it('is refused when it does not remember the fields of the older one, or not as they were', () => {
    assert.deepEqual(problemsOf({ ...second, earlier: {} }), [
      'version 1: its fields are missing under `earlier`',
    ])
    assert.deepEqual(problemsOf({ ...second, earlier: { 1: { schema: fields } } }), [
      'version 1: pin: no longer sealed, but older readers try to open it',
    ])
    const { log, ...less } = fields
    assert.deepEqual(problemsOf({ ...second, earlier: { 1: { schema: less, sealed: ['pin'] } } }), [
      'version 1: log: the field is gone',
    ])
  })
})

describe('writing down a release', () => {
  it('keeps every example there ever was, each once', () => {
    const later = releaseOf(shipMoved({ examples: [{ ...example, name: 'Maud' }, example] }), first)
    assert.deepEqual(later.examples, [example, { ...example, name: 'Maud' }])
  })

  it('says by what the event is ordered, what makes it stale and what is sealed', () => {
    const { key, sequence, sealed } = first
    assert.deepEqual({ key, sequence, sealed }, { key: 'shipId', sequence: 'edition', sealed: ['pin'] })
    assert.ok(!('sequence' in written(releaseOf(shipMoved({ sequence: undefined })))))
  })
})

import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { CallerError } from '@eventflow/runtime'
import type { Arrival } from './check-activity.js'
import { judgeBatch } from './judge-batch.js'

const ada = '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12'
const receivedAt = new Date('2026-11-21T12:00:00.000Z')
const byAda: Arrival = { by: { kind: 'user', userId: ada }, receivedAt }
const byProgram: Arrival = { by: { kind: 'client' }, receivedAt }

const refusalOf = (body: unknown, arrival = byAda) => {
  try {
    judgeBatch(body, arrival)
  } catch (error) {
    assert.ok(error instanceof CallerError)
    return [error.status, error.code, error.facts.errors?.map(({ pointer, code }) => [pointer, code])]
  }
  return assert.fail('it is taken')
}
const resultsOf = (activities: unknown[], arrival = byAda) =>
  judgeBatch({ activities }, arrival).results.map(({ status, code, pointer }) => [status, code, pointer])

describe('a post of activities', () => {
  it('that is one activity gets an id, the time of its arrival, and the user who posts', () => {
    const { activities, results } = judgeBatch({ type: 'LOGIN' }, byAda)
    const [{ id = '', ...activity } = {}] = activities
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7/)
    const at = receivedAt.toISOString()
    assert.deepEqual(activity, { userId: ada, type: 'LOGIN', occurredAt: at, receivedAt: at })
    assert.deepEqual(results, [{ index: 0, id, status: 'accepted' }])
  })

  it('that is one wrong activity is refused with all that is wrong with its shape', () => {
    assert.deepEqual(refusalOf({ type: 'login', id: '7', colour: 'red' }), [
      422,
      'INVALID_ACTIVITY',
      [
        ['/id', 'STRING_GUID'],
        ['/type', 'STRING_PATTERN_NAME'],
        ['/colour', 'OBJECT_UNKNOWN'],
      ],
    ])
    for (const body of [undefined, null, [], 'LOGIN', {}]) assert.equal(refusalOf(body)[0], 422)
  })

  it('is a batch where it has a list of activities, and then has nothing else', () => {
    assert.deepEqual(refusalOf({ activities: [{ type: 'LOGIN' }], type: 'LOGIN' })[2], [
      ['/type', 'OBJECT_UNKNOWN'],
    ])
    for (const activities of [[], {}, null, 'LOGIN'])
      assert.deepEqual(refusalOf({ activities })[2], [['/activities', 'ARRAY_MIN']])
    const many = Array.from({ length: 1_001 }, () => ({ type: 'LOGIN' }))
    assert.deepEqual(refusalOf({ activities: many }).slice(0, 2), [413, 'TOO_MANY_ACTIVITIES'])
    assert.equal(judgeBatch({ activities: many.slice(1) }, byAda).activities.length, 1_000)
  })

  it('tells of an id that comes again, in capitals too, and keeps the first', () => {
    const id = randomUUID()
    const { activities, results } = judgeBatch(
      {
        activities: [
          { id, type: 'LOGIN' },
          { id: id.toUpperCase(), type: 'LOGOUT' },
        ],
      },
      byAda,
    )
    assert.deepEqual(
      activities.map(({ type }) => type),
      ['LOGIN'],
    )
    assert.deepEqual(
      results.map(({ status, id: told }) => [status, told]),
      [
        ['accepted', id],
        ['duplicate', id],
      ],
    )
  })

  it('names the id of what it refuses where there is one', () => {
    const id = randomUUID()
    const { results } = judgeBatch({ activities: [{ id, type: 'x' }, { id: 'x', type: 'X' }, 7] }, byAda)
    assert.deepEqual(
      results.map((one) => one.id),
      [id, null, null],
    )
  })

  it('is for oneself, unless a program posts, which says for whom', () => {
    const grace = randomUUID()
    assert.deepEqual(
      resultsOf([
        { type: 'LOGIN', userId: grace },
        { type: 'LOGIN', userId: ada.toUpperCase() },
      ]),
      [
        ['rejected', 'NOT_YOURS', '/activities/0/userId'],
        ['accepted', undefined, undefined],
      ],
    )
    assert.deepEqual(resultsOf([{ type: 'LOGIN', userId: grace }, { type: 'LOGIN' }], byProgram), [
      ['accepted', undefined, undefined],
      ['rejected', 'USER_REQUIRED', '/activities/1/userId'],
    ])
    const [activity] = judgeBatch({ type: 'LOGIN', userId: grace.toUpperCase() }, byProgram).activities
    assert.equal(activity?.userId, grace)
  })

  it('may be of the past, and of the next five minutes, since clocks differ', () => {
    const at = (occurredAt: string) => resultsOf([{ type: 'LOGIN', occurredAt }])[0]?.[1]
    assert.equal(at('2001-01-01T00:00:00Z'), undefined)
    assert.equal(at('2026-11-21T12:05:00Z'), undefined)
    assert.equal(at('2026-11-21T12:05:00.001Z'), 'IN_THE_FUTURE')
    assert.equal(at('2026-02-30T12:00:00Z'), 'STRING_ISO_DATE')
    assert.equal(at('yesterday'), 'STRING_PATTERN_NAME')
  })

  it('keeps times to the millisecond', () => {
    const [activity] = judgeBatch(
      { type: 'LOGIN', occurredAt: '2026-11-21T11:00:00.123456789Z' },
      byAda,
    ).activities
    assert.equal(activity?.occurredAt, '2026-11-21T11:00:00.123Z')
  })
})

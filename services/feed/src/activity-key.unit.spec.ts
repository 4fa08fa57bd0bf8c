import assert from 'node:assert/strict'
import { activityKey, factsIn, keyIn, lineId, personIn } from './activity-key.js'

const actionId = '0198f3c2-91d4-7e02-8c55-1a2b3c4d5e6f'
const personId = '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12'

describe('the key of an activity', () => {
  it('sorts the newest first, over any span of time', () => {
    const times = [
      '1970-01-01',
      '2001-09-09',
      '2026-11-21T12:00:00.001Z',
      '2026-11-21T12:00:00.002Z',
      '2287-11-20',
    ]
    const keys = times.map((time) => activityKey(new Date(time), { actionId, verb: 'created' }))
    assert.deepEqual([...keys].sort(), [...keys].reverse())
  })

  it('tells what it was made of, the time of one of many completions too', () => {
    const at = new Date('2026-11-21T12:00:00.123Z')
    const occurrence = '2026-11-20T08:00:00.000Z'
    const facts = factsIn(activityKey(at, { actionId, verb: 'completed', occurrence }))
    assert.deepEqual(facts, {
      at,
      activityId: `${actionId}:completed:${occurrence}`,
      actionId,
      verb: 'completed',
      isOneOfMany: true,
    })
    assert.equal(factsIn(activityKey(at, { actionId, verb: 'updated' })).isOneOfMany, false)
  })

  it('is found again in the id of a line', () => {
    const key = activityKey(new Date(), { actionId, verb: 'created' })
    const id = lineId(personId, key)
    assert.deepEqual([personIn(id), keyIn(id)], [personId, key])
  })
})

import assert from 'node:assert/strict'
import type { Act } from './acts.js'
import { type LoggedEvent, matchEvents } from './event-log.js'

const act = (what: 'complete' | 'reopen'): Act => ({ what, by: 'ada', action: 'a', round: 1, events: [] })
const event = (id: string, type: string, version: number): LoggedEvent => ({
  id,
  type,
  by: 'ada',
  about: 'a',
  version,
})

describe('matching acts with the events that tell them', () => {
  it('puts events beside acts in the order of their versions, whenever they arrived', () => {
    const acts = [act('complete'), act('reopen'), act('complete')]
    const events = [
      event('e4', 'action.completed', 4),
      event('e2', 'action.completed', 2),
      event('e3', 'action.reopened', 3),
    ]
    const { acts: matched, findings } = matchEvents(acts, events)
    assert.deepEqual(
      matched.map((one) => one.events),
      [['e2'], ['e3'], ['e4']],
    )
    assert.deepEqual(findings, [])
  })

  it('finds acts that no event tells, and events of what nobody did', () => {
    const { findings } = matchEvents([act('complete')], [event('e2', 'action.reopened', 2)])
    assert.match(findings.join(), /action.completed ada a: confirmed, and no event tells it/)
    assert.match(findings.join(), /the event e2 tells what nobody did/)
  })

  it('finds an act that was told twice', () => {
    const events = [event('e2', 'action.completed', 2), event('e3', 'action.completed', 3)]
    assert.equal(matchEvents([act('complete')], events).findings.length, 1)
  })
})

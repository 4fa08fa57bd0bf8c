import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Act, Visibility } from './acts.js'
import { histories } from './histories-under-test.unit.spec.js'
import { owedNotices } from './owed-notices.js'

const follow = (round: number, by: string, whom: string): Act => ({
  round,
  what: 'follow',
  by,
  whom,
  events: [`${by} follows ${whom}`],
})
const create = (round: number, action: string, visibility: Visibility = 'followers'): Act => ({
  round,
  what: 'create',
  by: 'ada',
  action,
  kind: 'task',
  visibility,
  events: [],
})
const complete = (round: number, action: string): Act => ({
  round,
  what: 'complete',
  by: 'ada',
  action,
  events: [`${action} done`],
})
const plain = (acts: readonly Act[]) =>
  owedNotices(acts).map(({ event, owed, open }) => ({ event, owed: [...owed], open: [...open] }))
const completionIn = (acts: readonly Act[]) => plain(acts).find(({ event }) => event === 'a done')

describe('who is to hear of an event', () => {
  it('is whoever followed before the round in which it happened', () => {
    const acts = [follow(0, 'alan', 'ada'), create(1, 'a'), complete(1, 'a')]
    assert.deepEqual(plain(acts), [
      { event: 'alan follows ada', owed: ['ada'], open: [] },
      { event: 'a done', owed: ['alan'], open: [] },
    ])
  })

  it('is open for those who followed, unfollowed or were blocked in that very round', () => {
    const acts = [follow(0, 'grace', 'ada'), create(1, 'a'), follow(1, 'alan', 'ada'), complete(1, 'a')]
    const blocked: Act = { round: 1, what: 'block', by: 'ada', whom: 'grace', events: [] }
    assert.deepEqual(completionIn([...acts, blocked]), { event: 'a done', owed: [], open: ['grace', 'alan'] })
  })

  it('is nobody for what is private, and open for what was hidden or deleted soon after', () => {
    const begin = follow(0, 'alan', 'ada')
    const hidden = [begin, create(1, 'a', 'private'), complete(2, 'a')]
    assert.deepEqual(completionIn(hidden), { event: 'a done', owed: [], open: [] })
    const deleted: Act = { round: 1, what: 'delete', by: 'ada', action: 'a', events: [] }
    const gone = [begin, create(1, 'a'), complete(1, 'a'), deleted]
    assert.deepEqual(completionIn(gone), { event: 'a done', owed: [], open: ['alan'] })
  })

  it('is certain for everybody, after any history whose acts came one after the other', () => {
    fc.assert(
      fc.property(histories, (acts) => {
        for (const { owed, open, by } of owedNotices(acts)) {
          assert.equal(open.size, 0)
          assert.ok(!owed.has(by), 'nobody is told of what they did themselves')
        }
      }),
    )
  })

  it('owes nobody more when the same acts happened side by side', () => {
    fc.assert(
      fc.property(histories, (acts) => {
        const apart = new Map(owedNotices(acts).map((told) => [told.event, told]))
        for (const { event, owed, open } of owedNotices(acts.map((act) => ({ ...act, round: 0 })))) {
          for (const person of owed) assert.ok(apart.get(event)?.owed.has(person), `${person} of ${event}`)
          for (const person of apart.get(event)?.owed ?? []) assert.ok(owed.has(person) || open.has(person))
        }
      }),
    )
  })
})

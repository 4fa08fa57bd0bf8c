import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { ExpectedFeed } from './expected-feed.js'
import { expectedFeed } from './expected-feed.js'
import { histories, people } from './histories-under-test.unit.spec.js'
import { judgeFeed, type ShownGroup } from './judge-feed.js'
import { replay } from './world.js'

/** A feed as it should be shown. */
function groupsOf(expected: ExpectedFeed): ShownGroup[] {
  const wanted = [...expected.values()]
  return ['created', 'updated', 'completed'].flatMap((verb) => {
    const own = wanted.filter((one) => one.verb === verb)
    if (own.length === 0) return []
    const objects = own.slice(0, 5).map(({ action, kind }) => ({ id: action, kind }))
    return [{ id: verb, verb, actors: own.map(({ author }) => ({ id: author })), objects, count: own.length }]
  })
}

const expected: ExpectedFeed = new Map([
  ['a:created', { author: 'ada', action: 'a', kind: 'task', verb: 'created' }],
  ['b:created', { author: 'ada', action: 'b', kind: 'task', verb: 'created' }],
])
const object = (id: string) => ({ id, kind: 'task' })
const group = (...ids: string[]): ShownGroup => ({
  id: 'g',
  verb: 'created',
  actors: [{ id: 'ada' }],
  objects: ids.map(object),
  count: ids.length,
})

describe('judging a feed', () => {
  it('finds nothing wrong with what is owed', () => {
    assert.deepEqual(judgeFeed(expected, [group('a', 'b')]), [])
  })

  it('finds what is missing, and what must not be there', () => {
    assert.match(judgeFeed(expected, [group('b')]).join(), /1 counted, 2 expected,a:created is missing/)
    assert.match(judgeFeed(expected, [group('a', 'z')]).join(), /z:created, which it must not/)
    assert.match(judgeFeed(expected, []).join(), /0 counted, 2 expected/)
  })

  it('finds a group that comes twice, one that miscounts, and a face that is not to be seen', () => {
    assert.match(judgeFeed(expected, [group('a'), group('b')]).join(), /the group g came twice/)
    assert.match(judgeFeed(expected, [{ ...group('a'), count: 3 }]).join(), /shows 1 objects of 3/)
    assert.match(judgeFeed(expected, [{ ...group('a'), actors: [{ id: 'kurt' }] }]).join(), /names kurt/)
  })

  it('accepts, after any history, the feed that the history makes, and none that lacks or adds anything', () => {
    fc.assert(
      fc.property(histories, (acts) => {
        const world = replay(acts)
        for (const reader of people) {
          const wanted = expectedFeed(world, reader)
          const groups = groupsOf(wanted)
          assert.deepEqual(judgeFeed(wanted, groups), [])
          const more = groups.map((one) => ({ ...one, count: one.count + 1 }))
          if (more.length > 0) assert.notDeepEqual(judgeFeed(wanted, more), [])
          if (wanted.size > 0) assert.notDeepEqual(judgeFeed(wanted, []), [])
        }
      }),
    )
  })
})

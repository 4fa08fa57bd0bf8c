import assert from 'node:assert/strict'
import fc from 'fast-check'
import { type Act, isRelation, pairOf, type Visibility } from './acts.js'
import { expectedFeed } from './expected-feed.js'
import { histories, people } from './histories-under-test.unit.spec.js'
import { isBlocked, replay } from './world.js'

const plain = { round: 0, events: [] }
const relation = (what: 'follow' | 'unfollow' | 'block' | 'unblock', by: string, whom: string): Act => ({
  ...plain,
  what,
  by,
  whom,
})
const created = (by: string, action: string, visibility: Visibility = 'followers'): Act => ({
  ...plain,
  what: 'create',
  by,
  action,
  kind: 'task',
  visibility,
})
const changed = (what: 'retitle' | 'complete' | 'reopen' | 'archive' | 'delete', action: string): Act => ({
  ...plain,
  what,
  by: 'ada',
  action,
})
const shown = (action: string, visibility: Visibility): Act => ({
  ...plain,
  what: 'show',
  by: 'ada',
  action,
  visibility,
})
const feedOf = (reader: string, ...acts: Act[]): string[] => [...expectedFeed(replay(acts), reader).keys()]

describe('what a feed must hold', () => {
  it('is what those whom one follows did, from before and after the follow', () => {
    const acts = [created('ada', 'a'), relation('follow', 'alan', 'ada'), changed('complete', 'a')]
    assert.deepEqual(feedOf('alan', ...acts), ['a:created', 'a:completed'])
    assert.deepEqual(feedOf('grace', ...acts), [])
  })

  it('is nothing of what is private, deleted, or of somebody whom one no longer follows', () => {
    const begin = [relation('follow', 'alan', 'ada'), created('ada', 'a')]
    assert.deepEqual(feedOf('alan', ...begin, shown('a', 'private')), [])
    assert.deepEqual(feedOf('alan', ...begin, changed('delete', 'a')), [])
    assert.deepEqual(feedOf('alan', ...begin, relation('unfollow', 'alan', 'ada')), [])
  })

  it('ends with a block by either of the two, and does not come back with its end', () => {
    const begin = [relation('follow', 'alan', 'ada'), created('ada', 'a')]
    for (const [by, whom] of [
      ['ada', 'alan'],
      ['alan', 'ada'],
    ] as const)
      assert.deepEqual(
        feedOf('alan', ...begin, relation('block', by, whom), relation('unblock', by, whom)),
        [],
      )
  })

  it('is also what was done while it was hidden, once it is shown', () => {
    const begin = [
      relation('follow', 'alan', 'ada'),
      created('ada', 'a', 'private'),
      changed('complete', 'a'),
    ]
    assert.deepEqual(feedOf('alan', ...begin), [])
    assert.deepEqual(feedOf('alan', ...begin, shown('a', 'public')), ['a:created', 'a:completed'])
  })

  it('is no completion of what is to be done after all, and one of what was completed twice', () => {
    const begin = [relation('follow', 'alan', 'ada'), created('ada', 'a'), changed('complete', 'a')]
    assert.deepEqual(feedOf('alan', ...begin, changed('reopen', 'a')), ['a:created'])
    const again = [...begin, changed('reopen', 'a'), changed('complete', 'a')]
    assert.deepEqual(feedOf('alan', ...again), ['a:created', 'a:completed'])
  })

  it('keeps what was archived', () => {
    const acts = [relation('follow', 'alan', 'ada'), created('ada', 'a'), changed('archive', 'a')]
    assert.deepEqual(feedOf('alan', ...acts), ['a:created'])
  })

  it('is, after any history, of living and visible actions of people whom one follows and who are not blocked', () => {
    fc.assert(
      fc.property(histories, (acts) => {
        const world = replay(acts)
        for (const reader of people)
          for (const { author, action } of expectedFeed(world, reader).values()) {
            const state = world.actions.get(action)
            assert.ok(state && !state.isDeleted && state.visibility !== 'private')
            assert.ok(world.follows.get(reader)?.has(author) && !isBlocked(world, reader, author))
          }
      }),
    )
  })

  it('is the same whichever of two acts on different things came first', () => {
    fc.assert(
      fc.property(histories, fc.nat(), (acts, at) => {
        const index = acts.length < 2 ? 0 : at % (acts.length - 1)
        const [one, other] = [acts[index], acts[index + 1]]
        if (!one || !other || subjectOf(one) === subjectOf(other)) return
        const swapped = acts.with(index, other).with(index + 1, one)
        for (const reader of people)
          assert.deepEqual(expectedFeed(replay(swapped), reader), expectedFeed(replay(acts), reader))
      }),
    )
  })
})

const subjectOf = (act: Act): string => (isRelation(act) ? pairOf(act.by, act.whom) : act.action)

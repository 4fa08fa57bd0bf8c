import assert from 'node:assert/strict'
import type { ActionState } from './action-store.js'
import { maySee, visibilityOf } from './may-see.js'
import { type Relation, strangers } from './relation.js'

const since = new Date()
const following: Relation = { ...strangers, mine: { follows: since, blocks: null } }
const blocked: Relation = { ...strangers, theirs: { follows: null, blocks: since } }
const blocking: Relation = { ...strangers, mine: { follows: null, blocks: since } }
const action = (version: number, visibility: ActionState['visibility']): ActionState => ({
  ...{ id: 'a', ownerId: 'o', kind: 'task', title: 'Notes', isReopened: false },
  version,
  visibility,
})

describe('who may see what somebody has done', () => {
  it('follows from its visibility and from what the two are to each other', () => {
    const seen = (relation: Relation | undefined) =>
      (['public', 'followers', 'private', 'nobody'] as const).filter((one) => maySee({ relation }, one))
    assert.deepEqual(seen(following), ['public', 'followers'])
    assert.deepEqual(seen(undefined), ['public'])
    assert.deepEqual(seen(blocked), [])
    assert.deepEqual(seen(blocking), [])
    assert.ok(maySee({ isOwner: true, relation: undefined }, 'private'))
    assert.ok(!maySee({ isOwner: true, relation: undefined }, 'nobody'))
  })

  it('is narrowed by a mark of a later version, and by no other', () => {
    assert.equal(visibilityOf(action(3, 'public'), { version: 4, visibility: 'nobody' }), 'nobody')
    assert.equal(visibilityOf(action(4, 'public'), { version: 4, visibility: 'nobody' }), 'public')
    assert.equal(visibilityOf(action(5, 'public'), { version: 4, visibility: 'private' }), 'public')
    assert.equal(visibilityOf(action(5, 'followers'), undefined), 'followers')
  })
})

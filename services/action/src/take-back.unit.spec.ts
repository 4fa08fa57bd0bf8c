import assert from 'node:assert/strict'
import type { Action } from './action.js'
import type { Request } from './decide.js'
import { revocationOf, takeBack } from './take-back.js'

const action = (visibility: Action['visibility']) =>
  ({ id: 'a', ownerId: 'ada', version: 4, visibility }) as Action
const show = (visibility: Action['visibility']): Request => ({ act: 'change', to: { visibility } })

describe('taking back who may see an action', () => {
  it('says whom a deletion and a narrower visibility leave, under the version that did it', () => {
    assert.deepEqual(revocationOf(action('public'), { act: 'delete' }), { version: 4, visibility: 'nobody' })
    for (const visibility of ['private', 'followers'] as const)
      assert.deepEqual(revocationOf(action(visibility), show(visibility)), { version: 4, visibility })
  })

  it('says nothing of what everybody may see, and of changes that are about something else', () => {
    assert.equal(revocationOf(action('public'), show('public')), undefined)
    assert.equal(revocationOf(action('private'), { act: 'change', to: { title: 'Other' } }), undefined)
    assert.equal(revocationOf(action('private'), { act: 'archive' }), undefined)
  })

  it('tries again until it is told', async () => {
    const told: string[] = []
    const tell = async ({ actionId }: { actionId: string }) => told.push(actionId) === 3
    await takeBack({ tell }, action('private'), { version: 4, visibility: 'private' })
    assert.deepEqual(told, ['a', 'a', 'a'])
  })
})

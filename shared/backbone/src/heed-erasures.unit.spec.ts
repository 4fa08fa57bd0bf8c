import assert from 'node:assert/strict'
import { ActionCompleted, type EventContract, FeedEntriesAdded, UserFollowed } from '@eventflow/contracts'
import { heedErasures } from './heed-erasures.js'
import { bulkReaction, ignore, type News, type Reaction, repeatableReaction } from './reaction.js'

const exampleOf = <T>({ examples: [first] }: EventContract<T>): T => {
  assert.ok(first)
  return first
}
const { followerId: follower, followeeId: followee } = exampleOf(UserFollowed)
const completed = exampleOf(ActionCompleted)
const owner = completed.ownerId

const newsOf = <T>(data: T, subject: string) => ({ data, envelope: { subject } }) as News<T>
const followed = newsOf(exampleOf(UserFollowed), follower)

/** Who was erased, what was taken away again, and what was handled. */
function stage(...gone: string[]) {
  const erased = new Set(gone)
  const again: string[] = []
  const handled: unknown[] = []
  const places = {
    has: async (key: string) => erased.has(key),
    erase: async (key: string) => void again.push(key),
  }
  const note = async ({ data }: News<unknown>) => void handled.push(data)
  const only = (reaction: Reaction) => {
    const [heeding] = heedErasures(places, [reaction])
    if (!heeding || heeding.kind === 'guarded') throw new Error('there is no such reaction')
    return heeding
  }
  const ask = async (reaction: Reaction, ...news: Array<News<unknown>>) => {
    const one = only(reaction)
    const [first] = news
    return one.kind === 'bulk' ? one.handle(news) : first && one.handle(first)
  }
  return { erased, again, handled, note, ask }
}

describe('a service with documents that heeds erasures', () => {
  it('ignores what is about somebody who was erased, whether they are the key or not', async () => {
    for (const gone of [follower, followee]) {
      const { handled, note, ask } = stage(gone)
      assert.deepEqual(
        await ask(repeatableReaction(UserFollowed, note), followed),
        ignore('the entity was erased'),
      )
      assert.deepEqual(handled, [])
    }
    const { handled, note, ask } = stage(owner)
    await ask(repeatableReaction(ActionCompleted, note), newsOf(completed, 'an action'))
    assert.deepEqual(handled, [])
  })

  it('handles what only mentions them, and what says that it is to be handled all the same', async () => {
    const added = { ...exampleOf(FeedEntriesAdded), actorId: 'somebody else' }
    const { handled, note, ask } = stage(...added.ownerIds, follower)
    await ask(repeatableReaction(FeedEntriesAdded, note), newsOf(added, added.activityId))
    await ask(repeatableReaction(UserFollowed, note, { evenIfErased: true }), followed)
    assert.deepEqual(handled, [added, followed.data])
  })

  it('takes away again what it wrote of somebody who was erased meanwhile', async () => {
    const { erased, again, ask } = stage()
    const slow = repeatableReaction(UserFollowed, async () => void erased.add(followee))
    await ask(slow, followed)
    assert.deepEqual(again, [followee])
  })

  it('leaves out of many messages those of somebody who was erased, and looks again afterwards', async () => {
    const [mine, theirs] = [1, 2].map((n) => ({ ...completed, ownerId: `owner-${n}` }))
    const { erased, again, handled, ask } = stage('owner-1')
    const bulk = bulkReaction(ActionCompleted, async (news) => {
      handled.push(...news.map(({ data }) => data))
      erased.add('owner-2')
    })
    await ask(bulk, newsOf(mine, 'a'), newsOf(theirs, 'b'))
    assert.deepEqual(handled, [theirs])
    assert.deepEqual(again, ['owner-2'])
    handled.length = 0
    await ask(bulk, newsOf(mine, 'a'))
    assert.deepEqual(handled, [])
  })
})

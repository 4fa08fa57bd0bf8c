import assert from 'node:assert/strict'
import { activityKey, lineId } from './activity-key.js'
import {
  deed,
  type FeedUnderTest,
  feedUnderTest,
  type Item,
  type Member,
} from './feed-under-test.int.spec.js'

const dayMs = 86_400_000

describe('a walk through a feed', () => {
  let feed: FeedUnderTest
  let ada: Member
  let bob: Member

  before(async () => {
    feed = await feedUnderTest()
    ada = await feed.member('Ada')
    bob = await feed.member('Bob')
    await feed.follow(bob, ada)
    await feed.feed(bob)
    for (let day = 1; day <= 7; day++) await happened(`Day ${day}`, day)
    await feed.begin(deed(ada, { title: 'Today' }))
    await feed.shows(bob, 'created', ['Today', ...Array.from({ length: 7 }, (_, at) => `Day ${at + 1}`)])
  })

  after(() => feed.close())

  /** As if it had been written into the feed then. */
  const happened = async (title: string, daysAgo: number) => {
    const at = new Date(Date.now() - daysAgo * dayMs)
    const { actionId } = deed(ada)
    const key = activityKey(at, { actionId, verb: 'created' })
    const known = { ownerId: ada.id, kind: 'task', title, visibility: 'followers', isReopened: false }
    const action = { _id: actionId, ...known, version: 1, doneVersion: 0, happened: [key] }
    await feed.documents.collection('actions').insertOne(action as never)
    const line = { _id: lineId(ada.id, key), kind: 'task', storedAt: at }
    await feed.documents.collection('activities').insertOne(line as never)
    const entry = { _id: lineId(bob.id, key), by: ada.id, kind: 'task', addedAt: at }
    await feed.documents.collection('entries').insertOne(entry as never)
  }

  const titlesOf = (items: readonly Item[]) =>
    items.flatMap(({ objects }) => objects.map(({ title }) => title))

  it('shows each group once and in its place, whatever comes meanwhile, and back again', async () => {
    const first = await feed.feed(bob, '?limit=3')
    assert.deepEqual(titlesOf(first.items), ['Today', 'Day 1', 'Day 2'])
    await feed.begin(deed(ada, { title: 'Meanwhile' }))
    await feed.shows(bob, 'created', [
      'Meanwhile',
      'Today',
      ...Array.from({ length: 7 }, (_, at) => `Day ${at + 1}`),
    ])
    const second = await feed.feed(bob, `?limit=3&cursor=${first.next}`)
    assert.deepEqual(titlesOf(second.items), ['Day 3', 'Day 4', 'Day 5'])
    const third = await feed.feed(bob, `?limit=3&cursor=${second.next}`)
    assert.deepEqual(titlesOf(third.items), ['Day 6', 'Day 7'])
    assert.equal(third.next, null)
    const back = await feed.feed(bob, `?limit=3&cursor=${third.prev}`)
    assert.deepEqual(titlesOf(back.items), ['Day 3', 'Day 4', 'Day 5'])
    const start = await feed.feed(bob, `?limit=3&cursor=${back.prev}`)
    assert.deepEqual(titlesOf(start.items), ['Today', 'Day 1', 'Day 2'])
  })

  it('leaves out what was unfollowed meanwhile, and ends', async () => {
    const first = await feed.feed(bob, '?limit=3')
    await feed.unfollow(bob, ada)
    const second = await feed.feed(bob, `?limit=3&cursor=${first.next}`)
    assert.deepEqual([second.items, second.next], [[], null])
  })

  it('belongs to nobody else', async () => {
    await feed.follow(bob, ada)
    const { next } = await feed.feed(bob, '?limit=1')
    const carol = await feed.member()
    await feed.as(carol).get(`/v1/feed?cursor=${next}`).expect(400)
    await feed.as(bob).get('/v1/feed?limit=101').expect(422)
  })
})

import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { UserErasureRequested, UserExportRequested } from '@eventflow/contracts'
import { collectEvents, eventually } from '@eventflow/testing'
import { deed, type FeedUnderTest, feedUnderTest, type Member } from './feed-under-test.int.spec.js'

describe('somebody who wants to be forgotten, as the feed service sees them', () => {
  let feed: FeedUnderTest
  let seen: Awaited<ReturnType<typeof collectEvents>>

  before(async () => {
    feed = await feedUnderTest()
    seen = await collectEvents(feed.stack.broker.adminUrl, ['feed'])
  })

  after(async () => {
    await seen.close()
    await feed.close()
  })

  const countsOf = (type: string, jobId: string) =>
    eventually(() => {
      const [said] = seen.seen(type).filter(({ data }) => data.jobId === jobId)
      assert.ok(said, `no ${type}`)
      return said.data.counts
    })
  const erase = async (member: Member) => {
    const jobId = randomUUID()
    await feed.tell(UserErasureRequested({ userId: member.id, jobId }), 2)
    return countsOf('user.data-erased', jobId)
  }

  it('is gone from every feed and list, and no late event brings them back', async () => {
    const [ada, bob] = [await feed.member(), await feed.member()]
    await feed.follow(bob, ada)
    await feed.follow(ada, bob)
    const one = await feed.begin(deed(ada))
    await feed.shows(bob, 'created', ['Write the notes'])
    assert.deepEqual(await erase(ada), { people: 1, relations: 1, actions: 1, activities: 1, entries: 0 })
    assert.deepEqual((await feed.feed(bob)).items, [])
    for (const list of ['followers', 'following']) {
      const { body } = await feed.as(bob).get(`/v1/${list}`).expect(200)
      assert.deepEqual(body.items, [])
    }
    await feed.complete(one)
    await feed.begin(deed(ada, { title: 'Too late' }))
    assert.deepEqual(await erase(ada), { people: 0, relations: 0, actions: 0, activities: 0, entries: 0 })
    await feed.as(bob).put(`/v1/follows/${ada.id}`).expect(404)
    const left = await feed.documents.collection('actions').countDocuments({ ownerId: ada.id })
    assert.equal(left, 0)
  })

  it('is given what is kept of them before', async () => {
    const [ada, bob] = [await feed.member(), await feed.member()]
    await feed.follow(bob, ada)
    await feed.feed(bob)
    await feed.begin(deed(ada))
    await feed.shows(bob, 'created', ['Write the notes'])
    const jobId = randomUUID()
    await feed.tell(UserExportRequested({ userId: bob.id, jobId }))
    const counts = await countsOf('user.data-exported', jobId)
    assert.deepEqual(counts, { people: 1, relations: 1, actions: 0, activities: 0, entries: 1 })
  })
})

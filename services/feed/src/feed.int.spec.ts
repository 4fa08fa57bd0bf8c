import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { ProfileUpdated } from '@eventflow/contracts'
import { eventually } from '@eventflow/testing'
import { deed, type FeedUnderTest, feedUnderTest } from './feed-under-test.int.spec.js'

describe('the feed service', () => {
  let feed: FeedUnderTest

  before(async () => {
    feed = await feedUnderTest()
  })

  after(() => feed.close())

  it('shows what somebody does to who follows them, and to nobody else', async () => {
    const [ada, bob, carol] = [await feed.member(), await feed.member('Bob'), await feed.member('Carol')]
    await feed.follow(bob, ada)
    const one = await feed.begin(deed(ada))
    await feed.complete(one)
    await feed.shows(bob, 'completed', ['Write the notes'])
    const { items, unseen } = await feed.feed(bob)
    assert.equal(unseen, 2)
    const [group] = items.filter(({ verb }) => verb === 'completed')
    assert.deepEqual(group?.actors, [{ id: ada.id, displayName: ada.name, avatarUrl: null }])
    assert.deepEqual(group?.objects, [{ id: one.actionId, kind: 'task', title: 'Write the notes' }])
    assert.equal(group?.count, 1)
    assert.deepEqual((await feed.feed(carol)).items, [])
  })

  it('shows what was done before as well, as soon as somebody follows', async () => {
    const [ada, bob] = [await feed.member(), await feed.member()]
    const one = await feed.begin(deed(ada))
    await feed.complete(one)
    await eventually(async () => {
      const { body } = await feed.as(ada).get(`/v1/profiles/${ada.id}/activities`)
      assert.equal(body.items.length, 2)
    })
    await feed.follow(bob, ada)
    await feed.shows(bob, 'completed', ['Write the notes'])
  })

  it('hides from the answer on what was unfollowed, blocked or deleted', async () => {
    const [ada, bob, carol] = [await feed.member(), await feed.member(), await feed.member()]
    for (const reader of [bob, carol]) await feed.follow(reader, ada)
    const one = await feed.begin(deed(ada))
    for (const reader of [bob, carol]) await feed.shows(reader, 'created', ['Write the notes'])
    await feed.unfollow(bob, ada)
    assert.deepEqual(await feed.titles(bob), [])
    await feed.block(ada, carol)
    assert.deepEqual(await feed.titles(carol), [])
    await feed.as(carol).get(`/v1/profiles/${ada.id}/activities`).expect(404)
    await feed.as(carol).put(`/v1/follows/${ada.id}`).expect(404)
    await feed.follow(bob, ada)
    await feed.shows(bob, 'created', ['Write the notes'])
    await feed.remove(one)
    await feed.shows(bob, 'created', [])
  })

  it('tells whom somebody follows and who follows them', async () => {
    const [ada, bob] = [await feed.member('Ada'), await feed.member('Bob')]
    await feed.follow(bob, ada)
    await feed.follow(bob, ada)
    const { body: following } = await feed.as(bob).get('/v1/following').expect(200)
    assert.deepEqual(
      following.items.map((one: { id: string }) => one.id),
      [ada.id],
    )
    const { body: followers } = await feed.as(ada).get('/v1/followers').expect(200)
    assert.deepEqual(
      followers.items.map((one: { displayName: string }) => one.displayName),
      ['Bob'],
    )
    await feed.as(bob).put(`/v1/follows/${bob.id}`).expect(422)
    await feed.as(bob).put(`/v1/follows/${randomUUID()}`).expect(404)
    await feed.block(bob, ada)
    await feed.as(bob).put(`/v1/follows/${ada.id}`).expect(409)
    const { body: blocks } = await feed.as(bob).get('/v1/blocks').expect(200)
    assert.deepEqual(
      blocks.items.map((one: { id: string }) => one.id),
      [ada.id],
    )
    assert.deepEqual((await feed.as(bob).get('/v1/following').expect(200)).body.items, [])
  })

  it('counts as unseen what came after it was last seen', async () => {
    const [ada, bob] = [await feed.member(), await feed.member()]
    await feed.follow(bob, ada)
    await feed.begin(deed(ada, { title: 'One' }))
    await feed.shows(bob, 'created', ['One'])
    await feed.as(bob).post('/v1/feed/seen').expect(204)
    assert.equal((await feed.feed(bob)).unseen, 0)
    await feed.begin(deed(ada, { title: 'Two' }))
    await feed.shows(bob, 'created', ['One', 'Two'])
    assert.equal((await feed.feed(bob)).unseen, 1)
  })

  it('shows new titles and names in what is there already', async () => {
    const [ada, bob] = [await feed.member(), await feed.member()]
    await feed.follow(bob, ada)
    const one = await feed.begin(deed(ada))
    await feed.shows(bob, 'created', ['Write the notes'])
    await feed.change(one, { title: 'Write the second note' })
    await feed.shows(bob, 'created', ['Write the second note'])
    await feed.shows(bob, 'updated', ['Write the second note'])
    const profile = { locale: 'en', timeZone: 'UTC', handle: null, avatarUrl: null }
    await feed.tell(
      ProfileUpdated({
        userId: ada.id,
        version: 2,
        displayName: 'Countess',
        fields: ['displayName'],
        ...profile,
      }),
    )
    await eventually(async () => {
      const { items } = await feed.feed(bob)
      assert.deepEqual(
        items[0]?.actors.map(({ displayName }) => displayName),
        ['Countess'],
      )
    })
  })
})

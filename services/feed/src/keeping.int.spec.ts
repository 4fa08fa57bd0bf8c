import assert from 'node:assert/strict'
import { createLogger } from '@eventflow/runtime'
import { openRedis } from '@eventflow/runtime/redis'
import { revocationMarks } from '@eventflow/runtime/revocations'
import { eventually, stackAddresses } from '@eventflow/testing'
import { deed, type FeedUnderTest, feedUnderTest, type Member } from './feed-under-test.int.spec.js'

type Redis = Awaited<ReturnType<typeof openRedis>>

describe('what is kept of feeds, and when it is over', () => {
  let feed: FeedUnderTest
  let redis: Redis
  let other: string

  before(async () => {
    feed = await feedUnderTest()
    other = (await feed.start()).url
    redis = await openRedis({ url: stackAddresses().redisUrl }, { logger: createLogger('spec', 'silent') })
    await eventually(() => redis.client.ping())
  })

  after(async () => {
    await redis.close()
    await feed.close()
  })

  /** A follower who sees the deed in the answers of both processes, where it is kept from then on. */
  const watched = async () => {
    const [ada, bob] = [await feed.member('Ada'), await feed.member('Bob')]
    await feed.follow(bob, ada)
    const one = await feed.begin(deed(ada))
    await feed.shows(bob, 'created', ['Write the notes'])
    for (const url of [other, other]) assert.equal((await feed.feed(bob, '', url)).items.length, 1)
    return { ada, bob, one }
  }
  const countsAt = async (reader: Member, url: string) => (await feed.feed(reader, '', url)).items.length

  it('is over in every process from the answer on when somebody unfollows or blocks', async () => {
    const { ada, bob } = await watched()
    await feed.unfollow(bob, ada)
    assert.equal(await countsAt(bob, other), 0)
    await feed.follow(bob, ada)
    await eventually(async () => assert.equal(await countsAt(bob, other), 1))
    await feed.block(ada, bob)
    assert.equal(await countsAt(bob, other), 0)
  })

  it('is over as soon as the action service has marked what fewer people may see, ahead of any event', async () => {
    const { ada, bob, one } = await watched()
    const marks = revocationMarks(redis)
    await marks.tell({ actionId: one.actionId, ownerId: ada.id }, { version: 2, visibility: 'nobody' })
    for (const url of [feed.service.url, other]) assert.equal(await countsAt(bob, url), 0)
    const { body } = await feed.as(ada).get(`/v1/profiles/${ada.id}/activities`).expect(200)
    assert.deepEqual(body.items, [])
  })

  it('believes a mark that is older than what is known no more', async () => {
    const { ada, bob, one } = await watched()
    await revocationMarks(redis).tell(
      { actionId: one.actionId, ownerId: ada.id },
      { version: 2, visibility: 'private' },
    )
    await feed.change(one, { visibility: 'public' }, 3)
    await feed.shows(bob, 'created', ['Write the notes'])
  })

  it('is made again when its keys were evicted one by one', async () => {
    const { ada, bob } = await watched()
    for (const key of [`feed:lines:${bob.id}`, `feed:token:${bob.id}`, `feed:token:${ada.id}`]) {
      await redis.client.unlink(key)
      assert.equal(await countsAt(bob, other), 1)
    }
    await feed.begin(deed(ada, { title: 'Another' }))
    await feed.shows(bob, 'created', ['Another', 'Write the notes'])
  })

  it('is believed by nobody when a process changes something and cannot reach Redis', async () => {
    const { ada, bob } = await watched()
    const cutOff = (await feed.start({ REDIS_URL: 'redis://127.0.0.1:9' })).url
    await feed.as(bob, cutOff).delete(`/v1/follows/${ada.id}`).expect(204)
    for (const url of [feed.service.url, other]) assert.equal(await countsAt(bob, url), 0)
  })

  it('tells both processes of new titles and of what was seen', async () => {
    const { bob, one } = await watched()
    await feed.as(bob).post('/v1/feed/seen').expect(204)
    assert.equal((await feed.feed(bob, '', other)).unseen, 0)
    await feed.change(one, { title: 'Written' }, 2)
    await eventually(async () => {
      const { items } = await feed.feed(bob, '', other)
      assert.ok(items.every(({ objects }) => objects[0]?.title === 'Written'))
    })
  })
})

describe('a feed without Redis', () => {
  let feed: FeedUnderTest

  before(async () => {
    feed = await feedUnderTest({ REDIS_URL: 'redis://127.0.0.1:9' })
  })

  after(() => feed.close())

  it('shows the same, out of the database', async () => {
    const [ada, bob] = [await feed.member(), await feed.member()]
    await feed.follow(bob, ada)
    const one = await feed.begin(deed(ada))
    await feed.complete(one)
    await feed.shows(bob, 'completed', ['Write the notes'])
    await feed.unfollow(bob, ada)
    assert.deepEqual(await feed.titles(bob), [])
  })
})

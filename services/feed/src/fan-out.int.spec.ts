import assert from 'node:assert/strict'
import { clientOf, eventually } from '@eventflow/testing'
import { deed, type FeedUnderTest, feedUnderTest, type Member } from './feed-under-test.int.spec.js'

describe('how what somebody does reaches those who follow', () => {
  let feed: FeedUnderTest

  before(async () => {
    feed = await feedUnderTest({ FEED_PULL_FROM: '4', FEED_PUSH_BELOW: '3', FEED_COUNT_SECONDS: '0' })
  })

  after(() => feed.close())

  const members = (count: number) => Promise.all(Array.from({ length: count }, () => feed.member()))
  const counted = async (name: string) =>
    (await feed.service.metrics.getSingleMetric(`eventflow_feed_${name}`)?.get())?.values[0]?.value ?? 0

  it('is there once for each follower, however often it is told', async () => {
    const [ada, bob] = (await members(2)) as [Member, Member]
    await feed.follow(bob, ada)
    const one = deed(ada)
    await feed.begin(one, 5)
    await feed.shows(bob, 'created', ['Write the notes'])
    const { items } = await feed.feed(bob)
    assert.deepEqual(
      items.map(({ count }) => count),
      [1],
    )
  })

  it('shows nothing of what was deleted before its beginning was heard of', async () => {
    const [ada, bob] = (await members(2)) as [Member, Member]
    await feed.follow(bob, ada)
    const one = deed(ada)
    await feed.remove(one, 2)
    await feed.begin(one)
    await feed.begin(deed(ada, { title: 'Later' }))
    await feed.shows(bob, 'created', ['Later'])
  })

  it('follows the visibility both ways, and shows all that happened to those who may see it from then on', async () => {
    const [ada, bob] = (await members(2)) as [Member, Member]
    await feed.follow(bob, ada)
    const one = await feed.begin(deed(ada, { visibility: 'private' }))
    await feed.complete(one, 2)
    await feed.change(one, { visibility: 'followers' }, 3)
    await feed.shows(bob, 'completed', ['Write the notes'])
    await feed.shows(bob, 'created', ['Write the notes'])
    await feed.change(one, { visibility: 'private' }, 4)
    await feed.shows(bob, 'completed', [])
    assert.deepEqual(await feed.titles(bob), [])
  })

  it('turns from writing to reading and back as followers come and go, without gap or repeat', async () => {
    const [ada, ...readers] = (await members(5)) as [Member, ...Member[]]
    const titles: string[] = []
    const act = async (title: string) => {
      titles.push(title)
      await feed.begin(deed(ada, { title }))
      for (const reader of readers.slice(0, 2)) await feed.shows(reader, 'created', titles)
    }
    for (const reader of readers.slice(0, 2)) await feed.follow(reader, ada)
    await act('Written')
    for (const reader of readers.slice(2)) await feed.follow(reader, ada)
    const before = await counted('entries_pulled_total')
    await act('Read')
    assert.equal((await counted('entries_pulled_total')) - before, 4)
    await feed.unfollow(readers[3] as Member, ada)
    await act('Still read, since three are between the borders')
    await feed.unfollow(readers[2] as Member, ada)
    await act('Written again')
  })

  it('does not write to who has not looked for long, and shows them all when they come back', async () => {
    const [ada, bob] = (await members(2)) as [Member, Member]
    await feed.follow(bob, ada)
    await feed.begin(deed(ada, { title: 'One' }))
    await feed.shows(bob, 'created', ['One'])
    await feed.away(bob)
    const before = await counted('entries_saved_total')
    await feed.begin(deed(ada, { title: 'Two' }))
    await eventually(async () => assert.equal(await counted('entries_saved_total'), before + 1))
    await feed.shows(bob, 'created', ['One', 'Two'])
  })
})

describe('a feed in doubt', () => {
  let feed: FeedUnderTest

  before(async () => {
    feed = await feedUnderTest()
  })

  after(() => feed.close())

  it('is mended out of follows and activities alone', async () => {
    const [ada, bob, carol] = [await feed.member(), await feed.member(), await feed.member()]
    await feed.follow(bob, ada)
    await feed.feed(bob)
    await feed.begin(deed(ada, { title: 'One' }))
    await feed.begin(deed(ada, { title: 'Two' }))
    await feed.shows(bob, 'created', ['One', 'Two'])
    const entries = feed.documents.collection('entries')
    const [lost] = await entries.find({}).toArray()
    await entries.deleteOne({ _id: lost?._id as never })
    await entries.insertOne({
      ...lost,
      _id: String(lost?._id).replace(/:created$/, ':updated'),
      by: carol.id,
    } as never)
    const operator = { accessToken: feed.tokenOf(carol.id, ['user', 'operator']) }
    const mend = () =>
      clientOf(feed.service.url, operator).post(`/v1/ops/feeds/${bob.id}/rebuild`).expect(200)
    assert.deepEqual((await mend()).body, { added: 1, removed: 1, lines: 2 })
    assert.deepEqual((await mend()).body, { added: 0, removed: 0, lines: 2 })
    await feed.shows(bob, 'created', ['One', 'Two'])
    const { body } = await clientOf(feed.service.url, operator).get('/v1/ops/feeds').expect(200)
    assert.equal(body.entries.pushed, 2)
  })
})

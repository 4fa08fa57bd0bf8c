import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { FeedChunkPlanned } from '@eventflow/contracts'
import { clientOf, collectEvents, eventually, type SeenEvent } from '@eventflow/testing'
import { deed, type FeedUnderTest, feedUnderTest, type Member } from './feed-under-test.int.spec.js'
import { pairId } from './pair.js'

const followers = 1_203

describe('what somebody does whom many follow', () => {
  let feed: FeedUnderTest
  let ada: Member
  let seen: Awaited<ReturnType<typeof collectEvents>>
  const crowd = Array.from({ length: followers }, () => randomUUID())

  before(async () => {
    feed = await feedUnderTest()
    seen = await collectEvents(feed.stack.broker.adminUrl, ['feed'])
    ada = await feed.member()
    const edges = crowd.map((id) => ({
      _id: `followers:${ada.id}:${id}`,
      version: 1,
      on: true,
      since: new Date(),
    }))
    await feed.documents.collection('edges').insertMany(edges as never[])
    const readers = crowd.map((_id) => ({ _id, lastReadAt: new Date(), builtAt: new Date() }))
    await feed.documents.collection('readers').insertMany(readers as never[])
  })

  after(async () => {
    await seen.close()
    await feed.close()
  })

  const entriesOf = (actionId: string) =>
    feed.documents.collection('entries').countDocuments({ _id: new RegExp(`:${actionId}:`) as never })
  const toldOf = (actionId: string) =>
    seen.seen('feed.entries-added').filter(({ data }) => String(data.activityId).startsWith(actionId))
  const ownersIn = (events: readonly SeenEvent[]) => events.flatMap(({ data }) => data.ownerIds as string[])

  it('gets into the feed of each of them once, in chunks, and each is told of once', async () => {
    const one = await feed.begin(deed(ada))
    await eventually(async () => assert.equal(ownersIn(toldOf(one.actionId)).length, followers))
    assert.equal(await entriesOf(one.actionId), followers)
    const told = toldOf(one.actionId)
    assert.ok(told.every(({ data }) => (data.ownerIds as string[]).length <= 500))
    assert.deepEqual(ownersIn(told).sort(), [...crowd].sort())
    await eventually(async () =>
      assert.equal(await feed.documents.collection('fanOuts').countDocuments({}), 0),
    )
  })

  it('is there once when two workers write one chunk, and chunks come again', async () => {
    const one = await feed.begin(deed(ada))
    await eventually(async () => assert.equal(await entriesOf(one.actionId), followers))
    const planned = seen
      .seen('feed.chunk-planned')
      .filter(({ data }) => (data.activityKeys as string[]).some((key) => key.includes(one.actionId)))
    assert.equal(planned.length, 3)
    await feed.start()
    for (const { data } of planned) await feed.tell(FeedChunkPlanned(data as never), 3)
    await feed.begin(deed(ada, { title: 'Later' }))
    await eventually(() => assert.equal(ownersIn(seen.seen('feed.entries-added')).length, 3 * followers))
    assert.equal(await entriesOf(one.actionId), followers)
  })

  it('is waited for to its last chunk by a reader who names it', async () => {
    const [last] = [...crowd].sort().slice(-1) as [string]
    const pair = { _id: pairId(last, ada.id), low: [last, ada.id].sort()[0], high: [last, ada.id].sort()[1] }
    const side = pair.low === last ? 'lowFollows' : 'highFollows'
    const follows = { ...pair, version: 1, [side]: new Date(), ever: [side] }
    await feed.documents.collection('pairs').insertOne(follows as never)
    const as = clientOf(feed.service.url, { accessToken: feed.tokenOf(last) })
    await as.get('/v1/feed').expect(200)
    for (let time = 0; time < 5; time++) {
      const { one, messageId } = await feed.beginNamed(deed(ada, { title: `Task ${time}` }))
      const token = Buffer.from(JSON.stringify([[messageId, 'action.created']])).toString('base64url')
      const { body, headers } = await as
        .get('/v1/feed')
        .set('sync-token', token)
        .set('prefer', 'wait=10')
        .expect(200)
      assert.equal(headers['sync-lag'], undefined)
      const ids = body.items.flatMap(({ objects }: { objects: Array<{ id: string }> }) =>
        objects.map(({ id }) => id),
      )
      assert.ok(ids.includes(one.actionId), `task ${time} is not there`)
    }
  })
})

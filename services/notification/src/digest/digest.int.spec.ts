import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { peopleIn } from '../decide/people.js'
import { type DeliveryStore, deliveryStore } from '../delivery-store.js'
import { takingBack } from '../mark-notification/take-back.js'
import { storesUnderTest } from '../stores-under-test.int.spec.js'
import { closeDigests } from './close-digests.js'
import type { DigestEntry } from './digest.js'
import { type DigestStore, digestStore } from './digest-store.js'

const hourMs = 3_600_000

describe('a digest', () => {
  let stage: Awaited<ReturnType<typeof storesUnderTest>>
  let digests: DigestStore
  let deliveries: DeliveryStore

  before(async () => {
    stage = await storesUnderTest()
    digests = digestStore(stage)
    deliveries = deliveryStore(stage)
  })

  after(() => stage.close())

  const entry = (userId: string): DigestEntry => ({
    ...{ userId, category: 'social', channel: 'email', rhythm: 'hourly', timeZone: 'UTC' },
    decidedAt: stage.now(),
    item: {
      ...{ eventId: randomUUID(), template: 'new-follower', title: 'Ada follows you', body: '', link: null },
      at: stage.now().toISOString(),
    },
  })
  const closeAll = () => closeDigests({ digests, deliveries, people: peopleIn(stage.models) })
  const mailsFor = async (userId: string) =>
    (await stage.models.deliveries.find({ userId }).lean()) as unknown as Array<{
      state: string
      dueAt?: Date
      model?: { items: Array<{ eventId: string }> }
    }>
  const eventsIn = (mails: Awaited<ReturnType<typeof mailsFor>>) =>
    mails.flatMap(({ model }) => model?.items.map(({ eventId }) => eventId) ?? []).sort()

  it('is opened once by however many have something for it, closed once by however many close it, and loses nothing', async () => {
    const userId = randomUUID()
    const entries = Array.from({ length: 30 }, () => entry(userId))
    await Promise.all(entries.map((one) => digests.add([one, one])))
    await Promise.all(entries.map((one) => digests.add([one])))
    assert.equal(await stage.models.digests.countDocuments({ userId }), 1)
    await closeAll()
    assert.deepEqual(await mailsFor(userId), [])
    stage.clock.advance(hourMs)
    await Promise.all([closeAll(), closeAll(), closeAll()])
    const mails = await mailsFor(userId)
    assert.equal(mails.length, 1)
    assert.deepEqual(eventsIn(mails), entries.map(({ item }) => item.eventId).sort())
    assert.ok(mails[0]?.dueAt, 'it is due')
  })

  it('that was closed meanwhile takes nothing: it comes with the next', async () => {
    const userId = randomUUID()
    const entries = Array.from({ length: 20 }, () => entry(userId))
    await digests.add(entries.slice(0, 1))
    stage.clock.advance(hourMs)
    await Promise.all([...entries.slice(1).map((one) => digests.add([one])), closeAll()])
    stage.clock.advance(hourMs)
    await closeAll()
    assert.deepEqual(eventsIn(await mailsFor(userId)), entries.map(({ item }) => item.eventId).sort())
  })

  it('goes on where whoever closed it died', async () => {
    const userId = randomUUID()
    await digests.add([entry(userId)])
    stage.clock.advance(hourMs)
    assert.ok(await digests.claim(1_000))
    await closeAll()
    assert.deepEqual(await mailsFor(userId), [])
    stage.clock.advance(1_000)
    await closeAll()
    assert.equal((await mailsFor(userId)).length, 1)
  })

  it('never tells what was read, whenever it is read while the digest closes and is sent', async () => {
    const takeBack = takingBack({ digests, deliveries })
    for (let round = 0; round < 20; round++) {
      const userId = randomUUID()
      const [read, other] = [entry(userId), entry(userId)]
      await digests.add([read, other])
      stage.clock.advance(hourMs)
      await Promise.all([
        closeAll(),
        new Promise((resolve) => setTimeout(resolve, round % 10)).then(() =>
          takeBack(userId, [read.item.eventId]),
        ),
      ])
      assert.deepEqual(eventsIn(await mailsFor(userId)), [other.item.eventId])
    }
  })

  it('of which everything was read is not sent', async () => {
    const userId = randomUUID()
    const one = entry(userId)
    await digests.add([one])
    stage.clock.advance(hourMs)
    await closeAll()
    await takingBack({ digests, deliveries })(userId, [one.item.eventId])
    assert.deepEqual(
      (await mailsFor(userId)).map(({ state }) => state),
      ['skipped'],
    )
  })
})

import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { peopleIn } from '../decide/people.js'
import { deliveryStore } from '../delivery-store.js'
import { digestStore } from '../digest/digest-store.js'
import { inboxStore } from '../inbox/inbox-store.js'
import { tellingInboxes } from '../inbox/tell-inbox.js'
import { storesUnderTest } from '../stores-under-test.int.spec.js'
import type { Announcement } from './announcement.js'
import type { PersonDecision } from './decide-page.js'
import { tellingPages } from './tell-page.js'

const capPerHour = 3

describe('a page of people that is told', () => {
  let stage: Awaited<ReturnType<typeof storesUnderTest>>
  let tellPage: ReturnType<typeof tellingPages>

  before(async () => {
    stage = await storesUnderTest()
    tellPage = tellingPages({
      ...{ ...stage, capPerHour },
      people: peopleIn(stage.models),
      inbox: inboxStore({ ...stage, tell: tellingInboxes(stage) }),
      deliveries: deliveryStore(stage),
      digests: digestStore(stage),
    })
  })

  after(() => stage.close())

  const person = async () => {
    const userId = randomUUID()
    const facts = { email: `${userId}@example.test`, emailSince: '0', verified: true, locale: 'de' }
    await stage.models.contacts.create({ _id: userId, ...facts })
    return userId
  }
  const announcement = (): Announcement => ({
    ...{ id: randomUUID(), type: 'action.completed', at: stage.now(), template: 'action-completed' },
    ...{ actorId: randomUUID(), actionId: randomUUID(), facts: { title: 'Notes' } },
  })
  const tell = (about: Announcement, userIds: readonly string[]) =>
    tellPage({ announcement: about, actorName: 'Grace', userIds, hidden: new Map() })
  const decidedFor = async (userId: string) =>
    (await stage.models.decisions.find({ userId }).sort({ at: 1 }).lean()) as unknown as PersonDecision[]
  const mailsOf = (userId: string) => stage.models.deliveries.countDocuments({ userId, channel: 'email' })

  it('has each person once for each channel, however often and by however many it is told', async () => {
    const people = await Promise.all(Array.from({ length: 20 }, person))
    const about = announcement()
    await Promise.all([tell(about, people), tell(about, people), tell(about, people)])
    await tell(about, people)
    for (const userId of people) {
      assert.equal(await mailsOf(userId), 1)
      assert.equal(await stage.models.notifications.countDocuments({ userId }), 1)
      assert.equal((await decidedFor(userId)).length, 1)
    }
    const [found] = await stage.models.notifications.find({ userId: people[0] }).lean()
    assert.equal(found?.title, 'Grace hat eine Aufgabe erledigt')
  })

  it('keeps to what was decided first, though it would be decided otherwise by now', async () => {
    const userId = await person()
    const about = announcement()
    await tell(about, [userId])
    await stage.models.wishes.create({ _id: userId, channels: { email: { action: false } } })
    await stage.models.deliveries.deleteMany({ userId })
    await tell(about, [userId])
    assert.equal(await mailsOf(userId), 1)
  })

  it('gets what is too much within an hour together, with that reason, and one by one again in the next', async () => {
    const userId = await person()
    for (let count = 0; count < capPerHour + 2; count++) {
      await tell(announcement(), [userId])
      stage.clock.advance(1)
    }
    const outcomes = async () =>
      (await decidedFor(userId)).map(({ channels }) => {
        const mail = channels.find(({ channel }) => channel === 'email')
        return `${mail?.outcome}: ${mail?.reason}`
      })
    const sent = Array.from({ length: capPerHour }, () => 'sent: wanted')
    const over = ['digested: frequency cap', 'digested: frequency cap']
    assert.deepEqual(await outcomes(), [...sent, ...over])
    assert.equal(await mailsOf(userId), capPerHour)
    assert.equal(await stage.models.notifications.countDocuments({ userId }), capPerHour + 2)
    stage.clock.advance(3_600_000)
    await tell(announcement(), [userId])
    assert.deepEqual((await outcomes()).at(-1), 'sent: wanted')
  })
})

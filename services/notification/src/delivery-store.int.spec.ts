import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { eventually } from '@eventflow/testing'
import { peopleIn } from './decide/people.js'
import { rechecking } from './decide/recheck.js'
import { relationIdOf } from './decide/relation.js'
import { type ClaimedDelivery, deliveryIdOf, type OwedDelivery } from './delivery.js'
import { type DeliveryStore, deliveryStore } from './delivery-store.js'
import { storesUnderTest } from './stores-under-test.int.spec.js'

const holdMs = 60_000

describe('the deliveries that are kept', () => {
  let stage: Awaited<ReturnType<typeof storesUnderTest>>
  let deliveries: DeliveryStore

  before(async () => {
    stage = await storesUnderTest()
    deliveries = deliveryStore(stage)
  })

  after(() => stage.close())

  const owed = (change: Partial<OwedDelivery> = {}): OwedDelivery => {
    const [userId, eventId, channel] = [randomUUID(), randomUUID(), change.channel ?? 'email']
    const facts = {
      userId,
      eventId,
      category: 'action' as const,
      template: 'action-completed',
      ...change,
      channel,
    }
    return { ...facts, id: deliveryIdOf(facts), model: { title: 'Ada completed a task' } }
  }
  const claimAll = () => deliveries.claim('email', { limit: 50, holdMs })
  const claimed = async (id: string): Promise<ClaimedDelivery> => {
    const mine = (await claimAll()).find((one) => one.id === id)
    assert.ok(mine, 'it is not due')
    return mine
  }
  const stored = async (id: string) => (await stage.models.deliveries.findById(id).lean()) ?? undefined

  it('are there once, however often they are owed, and one has each at a time', async () => {
    const one = owed({ token: 'a-token' })
    const counts = await Promise.all(Array.from({ length: 5 }, () => deliveries.owe([one, owed()])))
    assert.equal(
      counts.reduce((sum, count) => sum + count),
      6,
    )
    assert.ok(!JSON.stringify(await stored(one.id)).includes('a-token'))
    const taken = (await Promise.all(Array.from({ length: 4 }, claimAll))).flat()
    assert.equal(taken.length, 6)
    assert.equal(taken.find(({ id }) => id === one.id)?.token, 'a-token')
    for (const delivery of taken) await deliveries.settle(delivery, { kind: 'delivered', attempts: 1 })
    const { model, sealedToken, dueAt, state } = (await stored(one.id)) ?? {}
    assert.deepEqual([model, sealedToken, dueAt, state], [undefined, undefined, undefined, 'delivered'])
    await eventually(() => assert.equal(stage.seen('notification.delivered').length, 6))
  })

  it('S14: hold their token sealed while they wait, and not at all afterwards', async () => {
    const one = owed({ token: 'another-token' })
    await deliveries.owe([one])
    const waiting = await stored(one.id)
    assert.ok(waiting?.sealedToken && !JSON.stringify(waiting).includes('another-token'))
    const mine = await claimed(one.id)
    assert.equal(mine.token, 'another-token')
    await deliveries.settle(mine, { kind: 'failed', attempts: 1, reason: 'HTTP 500' })
    const { model, sealedToken } = (await stored(one.id)) ?? {}
    assert.deepEqual([model, sealedToken], [undefined, undefined])
  })

  it('wait while they are held, and are then due', async () => {
    const one = owed({ holdUntil: new Date(stage.clock.now().getTime() + 1_000), reason: 'quiet hours' })
    await deliveries.owe([one])
    assert.deepEqual(await claimAll(), [])
    assert.deepEqual(await deliveries.waiting(), { count: 1, oldestSeconds: 0 })
    stage.clock.advance(1_000)
    const mine = await claimed(one.id)
    const until = new Date(stage.clock.now().getTime() + 5_000)
    await deliveries.settle(mine, { kind: 'held', attempts: 0, until, reason: 'quiet hours' })
    assert.deepEqual(await claimAll(), [])
    assert.equal((await stored(one.id))?.state, 'held')
    stage.clock.advance(5_000)
    await deliveries.settle(await claimed(one.id), { kind: 'skipped', attempts: 0, reason: 'switched off' })
  })

  it('go to somebody else when whoever had them died, and who comes back too late writes nothing', async () => {
    const one = owed()
    await deliveries.owe([one])
    const late = await claimed(one.id)
    stage.clock.advance(holdMs + 1)
    const again = await claimed(one.id)
    assert.equal(await deliveries.begin(late), undefined)
    await deliveries.settle(late, { kind: 'failed', attempts: 1, reason: 'too late' })
    assert.equal((await stored(one.id))?.state, 'pending')
    await deliveries.settle(again, { kind: 'again', attempts: 1, waitMs: 10, reason: 'put off' })
    stage.clock.advance(10)
    const third = await claimed(one.id)
    assert.equal(third.attempts, 1)
    await deliveries.settle(third, { kind: 'failed', attempts: 2, reason: 'EENVELOPE 550' })
    const event = await eventually(() => {
      const [found] = stage.seen('notification.failed').filter(({ data }) => data.deliveryId === one.id)
      assert.ok(found)
      return found
    })
    assert.deepEqual([event.data.channel, event.data.reason], ['email', 'EENVELOPE 550'])
  })

  it('are sent or cancelled, never both, however a sender and a reader meet', async () => {
    const outcomes = { sent: 0, cancelled: 0 }
    for (let round = 0; round < 20; round++) {
      const one = owed()
      await deliveries.owe([one])
      const mine = await claimed(one.id)
      const [begun] = await Promise.all([
        round % 2 === 0
          ? deliveries.begin(mine)
          : new Promise(setImmediate).then(() => deliveries.begin(mine)),
        deliveries.cancel(one.userId, [one.eventId]),
      ])
      if (begun) await deliveries.settle(begun, { kind: 'delivered', attempts: 1 })
      const { state } = (await stored(one.id)) ?? {}
      assert.equal(state, begun ? 'delivered' : 'skipped')
      outcomes[begun ? 'sent' : 'cancelled']++
    }
    assert.equal(outcomes.sent + outcomes.cancelled, 20)
  })

  it('that are cancelled while they are tried are not tried again, even if whoever tried it died', async () => {
    const [one, other] = [owed(), owed()]
    await deliveries.owe([one, other])
    for (const delivery of await claimAll()) await deliveries.begin(delivery)
    for (const { userId, eventId } of [one, other]) await deliveries.cancel(userId, [eventId])
    const { dueAt } = (await stored(one.id)) ?? {}
    assert.ok(dueAt)
    await deliveries.settle(
      { ...one, attempts: 0, createdAt: stage.clock.now(), heldUntil: dueAt },
      {
        ...{ kind: 'again', attempts: 1, waitMs: 0, reason: 'put off' },
      },
    )
    assert.deepEqual([(await stored(one.id))?.state, (await stored(one.id))?.reason], ['skipped', 'read'])
    stage.clock.advance(holdMs + 1)
    assert.deepEqual(await claimAll(), [])
    assert.equal((await stored(other.id))?.state, 'skipped')
  })

  it('leave a critical mail alone when its notice was read, since a thief may have read it', async () => {
    const one = owed({ critical: true })
    await deliveries.owe([one])
    await deliveries.cancel(one.userId, [one.eventId])
    await deliveries.settle(await claimed(one.id), { kind: 'delivered', attempts: 1 })
  })

  it('take a push back from the devices that show it', async () => {
    const one = owed({ channel: 'push' })
    await deliveries.owe([one])
    const [mine] = await deliveries.claim('push', { limit: 1, holdMs })
    assert.ok(mine)
    await deliveries.settle(mine, { kind: 'delivered', attempts: 1 })
    for (let times = 0; times < 2; times++) await deliveries.cancel(one.userId, [one.eventId])
    const retractions = await deliveries.claim('push', { limit: 5, holdMs })
    assert.deepEqual(
      retractions.map(({ eventId, model }) => [eventId, model.retract]),
      [[one.eventId, true]],
    )
  })

  it('are asked about once more before they are sent: what was chosen, blocked, hidden or deleted since counts', async () => {
    const { contacts, relations, visibilities, wishes } = stage.models
    const recheck = rechecking({ people: peopleIn(stage.models), now: stage.now })
    const [actorId, actionId] = [randomUUID(), randomUUID()]
    const one = owed({ actorId, actionId })
    await deliveries.owe([one])
    const mine = await claimed(one.id)
    assert.deepEqual(await recheck(mine), { outcome: 'dropped', reason: 'no longer visible' })
    const id = relationIdOf({ followeeId: actorId, followerId: one.userId })
    await relations.create({
      ...{ _id: id, followeeId: actorId, followerId: one.userId, follows: true, followsVersion: 1 },
      ...{ blocks: false, blocksVersion: 0, isBlocked: false, isBlockedVersion: 0 },
    })
    await visibilities.create({ _id: actionId, ownerId: actorId, visibility: 'followers', version: 1 })
    assert.deepEqual(await recheck(mine), { outcome: 'dropped', reason: 'nowhere to send to' })
    const email = 'ada@example.test'
    await contacts.create({ _id: one.userId, email, emailSince: '0', verified: true, locale: 'en' })
    assert.deepEqual(await recheck(mine), { outcome: 'sent', reason: 'wanted' })
    await wishes.create({ _id: one.userId, channels: { email: { action: false } } })
    assert.deepEqual(await recheck(mine), { outcome: 'dropped', reason: 'switched off' })
    await relations.updateOne({ _id: id }, { $set: { isBlocked: true } })
    assert.deepEqual(await recheck(mine), { outcome: 'dropped', reason: 'blocked' })
  })
})

import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { ActionDeleted, ActionDueSoon, ActionUpdated, SessionCompromised } from '@eventflow/contracts'
import { eventually } from '@eventflow/testing'
import { inboxUnderTest } from './inbox-under-test.int.spec.js'

describe('the inbox', () => {
  let stage: Awaited<ReturnType<typeof inboxUnderTest>>

  before(async () => {
    stage = await inboxUnderTest()
  })

  after(() => stage.close())

  it('tells the followers of somebody, and not the owner, that they completed something, once', async () => {
    const [ada, grace, alan] = [await stage.register(), await stage.register(), await stage.register()]
    await stage.live(grace, { displayName: 'Grace' })
    for (const one of [ada, alan]) await stage.follow(one, grace)
    await stage.arrived(grace, 2)
    const { eventId, actionId } = await stage.complete(grace, { times: 5 })
    for (const one of [ada, alan]) {
      const [item] = await stage.arrived(one)
      assert.deepEqual(
        [item?.title, item?.body, item?.link, item?.eventId, item?.category, item?.status],
        ['Grace completed a task', 'Write the notes', `/actions/${actionId}`, eventId, 'action', 'unread'],
      )
      assert.deepEqual(item?.actor, { id: grace, displayName: 'Grace' })
    }
    assert.notEqual((await stage.inboxOf(ada)).items[0]?.id, (await stage.inboxOf(alan)).items[0]?.id)
    assert.equal((await stage.inboxOf(grace)).items.length, 2)
    const [told] = await eventually(() => {
      const found = stage.toldOf(ada).filter(({ type }) => type === 'notification.created')
      assert.equal(found.length, 1)
      return found
    })
    assert.equal(told?.data.unread, 1)
  })

  it('tells nobody of what they may not see, and nobody of somebody they are apart from', async () => {
    const [ada, grace, alan] = [await stage.register(), await stage.register(), await stage.register()]
    for (const one of [ada, alan]) await stage.follow(one, grace)
    await stage.block(grace, alan)
    await stage.complete(grace, { visibility: 'private' })
    const { eventId } = await stage.complete(grace, { visibility: 'public' })
    const [item] = await stage.arrived(ada)
    assert.equal(item?.eventId, eventId)
    assert.equal((await stage.inboxOf(alan)).items.length, 0)
  })

  it('reminds the owner alone of what is due soon, unless it was deleted', async () => {
    const ada = await stage.register()
    const { action } = await stage.complete(ada)
    const due = { actionId: action.actionId, ownerId: ada, title: 'Call', dueAt: '2026-12-01T12:00:00.000Z' }
    await stage.tell(ActionDueSoon({ ...due, version: 2 }))
    await stage.arrived(ada)
    await stage.tell(ActionDeleted({ ...action, version: 3 }))
    const eventId = await stage.tell(ActionDueSoon({ ...due, version: 3 }))
    const { decisions } = await decided(ada, eventId)
    assert.deepEqual(decisions[0], {
      ...{ category: 'action', channel: 'inApp', outcome: 'dropped' },
      ...{ rule: 'an action of mine is due soon', reason: 'no longer visible' },
    })
    assert.equal((await stage.inboxOf(ada)).items.length, 1)
  })

  const decided = (userId: string, eventId: string) =>
    eventually(async () => {
      const { body } = await stage.as(userId).get(`/v1/notifications/why?eventId=${eventId}`).expect(200)
      assert.ok(body.decisions.length > 0, 'nothing is decided')
      return body as { decisions: Array<Record<string, string>> }
    })

  it('is read, unread, put away and counted, and says each of it once', async () => {
    const [ada, grace] = [await stage.register(), await stage.register()]
    await stage.follow(ada, grace)
    for (let count = 0; count < 3; count++) await stage.complete(grace)
    const [first, second] = await stage.arrived(ada, 3)
    const post = (path: string, body?: object) =>
      stage.as(ada).post(`/v1/notifications/${path}`).send(body).expect(200)
    for (let times = 0; times < 2; times++)
      assert.equal((await post(`${first?.id}/read`)).body.status, 'read')
    assert.equal((await stage.inboxOf(ada)).unread, 2)
    assert.deepEqual(
      (await stage.inboxOf(ada, '?unread=true')).items.map(({ status }) => status),
      ['unread', 'unread'],
    )
    await post(`${second?.id}/archive`)
    assert.equal((await stage.inboxOf(ada)).items.length, 2)
    assert.equal((await stage.inboxOf(ada, '?archived=true')).items[0]?.id, second?.id)
    await post(`${first?.id}/unread`)
    const { body } = await stage.as(ada).get('/v1/notifications/unread-count').expect(200)
    assert.deepEqual(body, { unread: 2 })
    assert.deepEqual((await post('read-all', {})).body, { read: 2, unread: 0 })
    assert.equal((await post(`${first?.id}/read`)).body.status, 'read')
    const told = () =>
      stage
        .toldOf(ada)
        .filter(({ type }) => type.startsWith('notification.') && type !== 'notification.created')
    await eventually(() =>
      assert.deepEqual(
        told().map(({ type, data }) => [type.slice('notification.'.length), data.unread]),
        [
          ['read', 2],
          ['archived', 1],
          ['read', 2],
          ['read', 0],
          ['read', 0],
        ],
      ),
    )
  })

  it('marks only what came up to the moment that is named', async () => {
    const [ada, grace] = [await stage.register(), await stage.register()]
    await stage.follow(ada, grace)
    await stage.complete(grace)
    const [first] = await stage.arrived(ada)
    await stage.complete(grace)
    await stage.arrived(ada, 2)
    const { body } = await stage
      .as(ada)
      .post('/v1/notifications/read-all')
      .send({ before: first?.createdAt })
      .expect(200)
    assert.deepEqual(body, { read: 1, unread: 1 })
  })

  it("is one's own: another's notification is not there, and a cursor leads nowhere else", async () => {
    const [ada, grace, alan] = [await stage.register(), await stage.register(), await stage.register()]
    for (const one of [ada, alan]) await stage.follow(one, grace)
    for (let count = 0; count < 2; count++) await stage.complete(grace)
    const [item] = await stage.arrived(ada, 2)
    for (const act of ['read', 'unread', 'archive'])
      await stage.as(alan).post(`/v1/notifications/${item?.id}/${act}`).expect(404)
    await stage.as(alan).get(`/v1/notifications/${item?.id}/deliveries`).expect(404)
    await stage.as(ada).post(`/v1/notifications/${randomUUID()}/read`).expect(404)
    await stage.as(ada).get('/v1/notifications?limit=101').expect(422)
    await stage.as(ada).get('/v1/notifications?colour=blue').expect(422)
    const page = await stage.inboxOf(ada, '?limit=1')
    const rest = await stage.inboxOf(ada, `?limit=1&cursor=${page.next}`)
    assert.deepEqual([page.items.length, rest.items.length, rest.next], [1, 1, null])
    assert.notEqual(page.items[0]?.id, rest.items[0]?.id)
    await stage.as(alan).get(`/v1/notifications?limit=1&cursor=${page.next}`).expect(400)
    assert.equal((await stage.inboxOf(ada, '?category=social')).items.length, 0)
  })

  it('says why: switched off, held, put together, or sent', async () => {
    const [ada, grace] = [await stage.register(), await stage.register()]
    await stage.follow(ada, grace)
    await stage.prefer(ada, { channels: { email: { action: false } } })
    const off = await stage.complete(grace)
    const outcomes = async (eventId: string) => {
      const { decisions } = await decided(ada, eventId)
      return Object.fromEntries(
        decisions.map(({ channel, outcome, reason }) => [channel, `${outcome}: ${reason}`]),
      )
    }
    const none = { push: 'dropped: nowhere to send to', webhook: 'dropped: nowhere to send to' }
    assert.deepEqual(await outcomes(off.eventId), {
      ...{ inApp: 'sent: wanted', email: 'dropped: switched off', ...none },
    })
    await stage.prefer(ada, { quietHours: { from: '00:00', to: '23:59', timeZone: 'UTC' } })
    const held = await stage.complete(grace)
    const [item] = await stage.arrived(ada, 2)
    if (new Date().toISOString().slice(11, 16) < '23:58') {
      assert.equal((await outcomes(held.eventId)).email, 'held: quiet hours')
      const { body } = await stage.as(ada).get(`/v1/notifications/${item?.id}/deliveries`).expect(200)
      const mail = body.items.find(({ channel }: { channel: string }) => channel === 'email')
      assert.deepEqual([mail.status, mail.reason, mail.attempts], ['held', 'quiet hours', 0])
      assert.ok(Date.parse(mail.nextAt) > Date.now())
    }
    await stage.prefer(ada, { digest: { action: 'daily' } })
    const { eventId } = await stage.complete(grace)
    assert.equal((await outcomes(eventId)).email, 'digested: digest')
    const { body: others } = await stage.as(grace).get(`/v1/notifications/why?eventId=${eventId}`).expect(200)
    assert.deepEqual(others.decisions, [])
  })

  it('tells what is critical everywhere, whatever was chosen and whatever the hour is', async () => {
    const ada = await stage.register()
    await stage.prefer(ada, {
      channels: { email: { security: false }, inApp: { security: false } },
      quietHours: { from: '00:00', to: '23:59', timeZone: 'UTC' },
    })
    const device = { ip: '192.0.2.7', userAgent: 'curl/8.5' }
    const eventId = await stage.tell(SessionCompromised({ userId: ada, sessionId: randomUUID(), ...device }))
    const [item] = await stage.arrived(ada)
    assert.deepEqual([item?.category, item?.title], ['security', 'You were signed out on all devices'])
    assert.match(item?.body ?? '', /192\.0\.2\.7, with curl/)
    const { decisions } = await decided(ada, eventId)
    const mail = decisions.find(({ channel }) => channel === 'email')
    assert.deepEqual([mail?.outcome, mail?.reason], ['sent', 'critical'])
  })

  it('waits for what a write elsewhere leads to, when it is asked with its Sync-Token', async () => {
    const [ada, grace] = [await stage.register(), await stage.register()]
    await stage.follow(ada, grace)
    await stage.arrived(grace)
    for (let count = 1; count <= 5; count++) {
      const { eventId } = await stage.complete(grace)
      const token = Buffer.from(JSON.stringify([[eventId, 'action.completed']])).toString('base64url')
      const { body, headers } = await stage
        .as(ada)
        .get('/v1/notifications')
        .set('sync-token', token)
        .set('prefer', 'wait=10')
        .expect(200)
      assert.equal(headers['sync-lag'], undefined)
      assert.equal(body.items[0]?.eventId, eventId)
    }
  })

  it('takes a digested event out again when it was read, so that no mail tells it once more', async () => {
    const [ada, grace] = [await stage.register(), await stage.register()]
    await stage.follow(ada, grace)
    await stage.prefer(ada, { digest: { action: 'daily' } })
    await stage.complete(grace)
    const [item] = await stage.arrived(ada)
    const mail = async () => {
      const { body } = await stage.as(ada).get(`/v1/notifications/${item?.id}/deliveries`).expect(200)
      return body.items.find(({ channel }: { channel: string }) => channel === 'email')
    }
    // The item is there a moment before the entry of the digest is.
    await eventually(async () => assert.equal((await mail()).status, 'held'))
    await stage.as(ada).post(`/v1/notifications/${item?.id}/read`).expect(200)
    assert.deepEqual([(await mail()).status, (await mail()).reason], ['skipped', 'read'])
  })

  it('tells of a narrowed action nobody any more', async () => {
    const [ada, grace] = [await stage.register(), await stage.register()]
    await stage.follow(ada, grace)
    const { action } = await stage.complete(grace)
    await stage.arrived(ada)
    await stage.tell(ActionUpdated({ ...action, visibility: 'private', version: 9, changes: ['visibility'] }))
    await stage.complete(grace)
    await stage.arrived(ada, 2)
  })
})

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { consumersByEvent } from '@eventflow/contracts'
import { clientOf, collectEvents, eventually, signUp, type TestUser } from '@eventflow/testing'
import { peopleOf } from './authorisation-people.js'
import { drawFlow } from './diagram.js'
import { type FlowStack, openFlowStack } from './flow-stack.js'
import { mailsTo, mailWith } from './mailbox.js'

/** In the order in which each follows from those before; their ids do not all follow the clock. */
const order = ['action.completed', 'feed.entries-added', 'notification.created', 'notification.delivered']

describe('completing a task', () => {
  const sealingKey = randomBytes(32)
  let flow: FlowStack
  let ada: TestUser
  let grace: TestUser

  before(async () => {
    flow = await openFlowStack({}, { auth: { SIGNING_KEYS_SEALING_KEY: sealingKey.toString('base64') } })
    ada = await signUp(flow.url, { name: 'Ada Lovelace' })
    grace = await signUp(flow.url, { name: 'Grace Hopper' })
    const { headers } = await eventually(() => as(grace).put(`/v1/follows/${ada.id}`).expect(204))
    // Once the inbox has heard of the follow, Grace is among those who hear of Ada.
    await readAfter(grace, '/v1/notifications', headers)
    // Into the feed of who has never looked nothing is written: it is made when they do.
    await readAfter(grace, '/v1/feed', headers)
  })

  after(() => flow.close())

  const as = (person: TestUser) => clientOf(flow.url, person)

  /** Waits until what was written has arrived where it is read. */
  const readAfter = async (person: TestUser, path: string, headers: Record<string, string>) => {
    const answer = await as(person)
      .get(path)
      .set('sync-token', String(headers['sync-token']))
      .set('prefer', 'wait=10')
      .expect(200)
    assert.equal(answer.headers['sync-lag'], undefined, 'it has arrived in time')
    return answer.body
  }

  const complete = async (title: string) => {
    const task = { kind: 'task', title, visibility: 'followers' }
    const { body } = await as(ada).post('/v1/actions').send(task).expect(201)
    const { headers } = await as(ada).post(`/v1/actions/${body.id}/complete`).expect(200)
    return { id: body.id as string, headers }
  }

  it("is seen in a follower's feed, inbox and mailbox", async () => {
    const seen = await collectEvents(flow.stack.broker.adminUrl, ['action', 'feed', 'notification'])
    const { id, headers } = await complete('Tune the engine')
    const feed = await readAfter(grace, '/v1/feed', headers)
    const group = feed.items.find(({ verb }: { verb: string }) => verb === 'completed')
    assert.deepEqual(
      [group?.count, group?.objects[0]?.id, group?.objects[0]?.title, group?.actors[0]?.id],
      [1, id, 'Tune the engine', ada.id],
    )
    const inbox = await readAfter(grace, '/v1/notifications', headers)
    const told = seen.seen('action.completed').find(({ data }) => data.actionId === id)
    const item = inbox.items.find(({ eventId }: { eventId: string }) => eventId === told?.id)
    assert.equal(item?.status, 'unread')
    assert.equal(inbox.unread, 1)
    const mail = await mailWith(grace.email, /Ada Lovelace/)
    assert.match(mail.Text, /Tune the engine/)
    const isOfIt: Record<string, (data: Record<string, unknown>) => boolean> = {
      'action.completed': ({ actionId }) => actionId === id,
      'feed.entries-added': ({ activityId }) => String(activityId) === `${id}:completed`,
      'notification.created': ({ userId, body }) =>
        userId === grace.id && String(body).includes('Tune the engine'),
      'notification.delivered': ({ userId, channel }) => userId === grace.id && channel === 'email',
    }
    const events = await eventually(() => {
      const found = order.flatMap((type) => seen.seen(type).filter(({ data }) => isOfIt[type]?.(data)))
      assert.deepEqual(
        found.map(({ type }) => type),
        order,
      )
      return found
    })
    // Also what was decided and sent later, by workers, belongs to the story of the task.
    for (const event of events.filter(({ type }) => type.startsWith('notification.')))
      assert.deepEqual([event.correlationId, event.causationId], [told?.correlationId, told?.id], event.type)
    drawFlow({
      page: 'complete-a-task.md',
      before: [
        {
          through: ['client', 'gateway', 'action'],
          text: 'POST /v1/actions/{id}/complete',
          answer: '200 the task, Sync-Token',
        },
      ],
      events: events.map((event, index) => ({
        ...event,
        id: String(index).padStart(3, '0'),
        consumers: consumersByEvent[event.type] ?? [],
      })),
      after: [
        {
          through: ['client', 'gateway', 'feed'],
          text: 'GET /v1/feed with Sync-Token',
          answer: '200 the task was completed',
        },
        {
          through: ['client', 'gateway', 'notification'],
          text: 'GET /v1/notifications with Sync-Token',
          answer: '200 one unread',
        },
      ],
    })
    await seen.close()
  })

  it('is told once, however often it is said', async () => {
    const { id, headers } = await complete('Oil the gears')
    await as(ada).post(`/v1/actions/${id}/complete`).expect(200)
    const { items } = await readAfter(grace, '/v1/notifications', headers)
    assert.equal(items.filter(({ body }: { body: string }) => body.includes('Oil the gears')).length, 1)
  })

  it('tells nobody of what is private, and its owner of nothing', async () => {
    const secret = { kind: 'task', title: 'Hide the plans', visibility: 'private' }
    const { body } = await as(ada).post('/v1/actions').send(secret).expect(201)
    const { headers } = await as(ada).post(`/v1/actions/${body.id}/complete`).expect(200)
    for (const path of ['/v1/feed', '/v1/notifications'])
      assert.doesNotMatch(JSON.stringify(await readAfter(grace, path, headers)), /Hide the plans/)
    const { items } = await readAfter(ada, '/v1/notifications', headers)
    assert.deepEqual(
      items.filter(({ category }: { category: string }) => category === 'action'),
      [],
    )
  })

  it('leaves the feed with its deletion at once, for everybody', async () => {
    const { id, headers } = await complete('Burn the draft')
    assert.match(JSON.stringify(await readAfter(grace, '/v1/feed', headers)), new RegExp(id))
    await as(ada).delete(`/v1/actions/${id}`).set('if-match', '*').expect(204)
    for (const path of ['/v1/feed', `/v1/profiles/${ada.id}/activities`])
      assert.doesNotMatch(JSON.stringify((await as(grace).get(path).expect(200)).body), new RegExp(id))
  })

  it('says to Grace, and to nobody else, why she was told', async () => {
    const seen = await collectEvents(flow.stack.broker.adminUrl, ['action'])
    const { id, headers } = await complete('Wind the spring')
    const event = await eventually(() => {
      const found = seen.seen('action.completed').find(({ data }) => data.actionId === id)
      assert.ok(found)
      return found
    })
    const why = await readAfter(grace, `/v1/notifications/why?eventId=${event.id}`, headers)
    const channels = why.decisions.map(({ channel }: { channel: string }) => channel).sort()
    assert.deepEqual(channels, ['email', 'inApp', 'push', 'webhook'])
    const own = await as(ada).get(`/v1/notifications/why?eventId=${event.id}`)
    assert.deepEqual(own.body.decisions ?? [], [])
    await seen.close()
  })

  it('is a story that operators can follow by the id of its event', async () => {
    const people = await peopleOf(flow, sealingKey)
    const operator = await people.newPerson('operator')
    const seen = await collectEvents(flow.stack.broker.adminUrl, ['action'])
    const { id } = await complete('Count the teeth')
    await eventually(async () => {
      const event = seen.seen('action.completed').find(({ data }) => data.actionId === id)
      const { body } = await as(operator).get(`/v1/ops/trace/${event?.id}`).expect(200)
      assert.match(JSON.stringify(body), /action\.completed/)
    })
    await seen.close()
    await people.close()
  })

  it('mails somebody who wants no such mails nothing', async () => {
    const kurt = await signUp(flow.url, { name: 'Kurt Gödel' })
    const { headers } = await eventually(() => as(kurt).put(`/v1/follows/${ada.id}`).expect(204))
    const wish = { channels: { email: { action: false } } }
    const chosen = await as(kurt).put('/v1/users/me/preferences').send(wish).expect(200)
    for (const one of [headers, chosen.headers]) await readAfter(kurt, '/v1/notifications', one)
    const done = await complete('Paint the case')
    const { items } = await readAfter(kurt, '/v1/notifications', done.headers)
    assert.equal(items.length, 1)
    await mailWith(grace.email, /Ada Lovelace/)
    const { decisions } = await readAfter(
      kurt,
      `/v1/notifications/why?eventId=${items[0].eventId}`,
      done.headers,
    )
    const mail = decisions.find(({ channel }: { channel: string }) => channel === 'email')
    assert.notEqual(mail?.outcome, 'sent')
    assert.ok(mail?.reason)
    const subjects = (await mailsTo(kurt.email)).map(({ Subject }) => Subject)
    assert.ok(!subjects.some((subject) => subject.includes('Ada')))
  })
})

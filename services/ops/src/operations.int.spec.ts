import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { managementApi } from '@eventflow/backbone/admin'
import { clientOf, eventually } from '@eventflow/testing'
import { connect } from 'amqplib'
import { compareContracts } from './compare-contracts/route.js'
import { settings } from './config.js'
import { type Client, type DeskUnderTest, deskUnderTest, type Json } from './desk-under-test.int.spec.js'
import { readHeldKeys } from './resume-held-key/route.js'
import { traceStory } from './trace-story/route.js'
import { readOutboxes, readQueues, readServices } from './watch-platform/route.js'

const nothing = {} as never
const routes = [traceStory, readServices, readQueues, readOutboxes, compareContracts, readHeldKeys].map(
  (route) => route(nothing),
)

interface TracedEvent {
  id: string
  type: string
  service: string
  commitToPublishMs: number | null
  handled: Array<{ service: string; outcome: string; ms: number; attempt: number }>
  parked: Array<{ queue: string; status: string }>
  causes: TracedEvent[]
}

describe('what operators see', () => {
  let desk: DeskUnderTest

  before(async () => {
    desk = await deskUnderTest()
  })

  after(() => desk.close())

  /** Answers what the document of the interface promises. */
  const get = async (path: string) => {
    const { body } = await desk.operator.get(path).expect(200)
    const documented = routes.find((one) => path.startsWith(one.path.replace(/\{.*$/, '')))
    const { error } = documented?.answers[200]?.body?.validate(body, { convert: false }) ?? {}
    assert.equal(error?.message, undefined, `${path} answers as documented`)
    return body as Json
  }

  describe('of a story', () => {
    it('is which event caused which, found by the correlation id and by the id of any message', async () => {
      const { data, messageId } = await desk.send()
      const effect = await eventually(() => {
        const [event] = desk.events.seen('settings.updated').filter((one) => one.data.userId === data.userId)
        assert.ok(event)
        return event
      })
      for (const id of [effect.correlationId, messageId, effect.id]) {
        const tree = await eventually(async () => {
          const body = (await get(`/v1/ops/trace/${id}`)) as { correlationId: string; events: TracedEvent[] }
          const [cause] = body.events[0]?.causes ?? []
          assert.notEqual(cause?.commitToPublishMs ?? null, null, 'the effect is published')
          return body
        })
        assert.equal(tree.correlationId, effect.correlationId)
        const [root] = tree.events
        assert.deepEqual([root?.id, root?.type, root?.service], [messageId, 'user.registered', 'auth'])
        const [handled] = root?.handled ?? []
        assert.deepEqual([handled?.service, handled?.outcome, handled?.attempt], ['user', 'handled', 1])
        assert.ok((handled?.ms ?? -1) >= 0)
        assert.deepEqual(
          root?.causes.map(({ id, type, service }) => [id, type, service]),
          [[effect.id, 'settings.updated', 'user']],
        )
      }
    })

    it('is what was parked of it as well, and who could not be asked', async () => {
      const { messageId, letter } = await desk.parked()
      const body = (await get(`/v1/ops/trace/${messageId}`)) as {
        events: TracedEvent[]
        unreachable: string[]
      }
      assert.deepEqual(
        body.events[0]?.parked.map(({ queue, status }) => [queue, status]),
        [['user', 'waiting']],
      )
      assert.equal((await get(`/v1/ops/trace/${letter.correlationId}`)).correlationId, letter.correlationId)
      // The stand-in of auth knows nothing of messages, and action is not there.
      assert.deepEqual(body.unreachable, ['action', 'auth'])
    })

    it('is nothing of one that nobody knows', async () => {
      for (const id of [randomUUID(), 'nobody-knows-this']) {
        const { body } = await desk.operator.get(`/v1/ops/trace/${id}`).expect(404)
        assert.equal(body.code, 'STORY_NOT_FOUND')
        assert.match(body.detail, /no answer from action, auth/)
      }
    })
  })

  it('are the queues with their dead letters, and the ladder', async () => {
    await desk.parked()
    const { items, ladder } = (await get('/v1/ops/queues')) as { items: Json[]; ladder: Json[] }
    assert.equal(ladder.length, 6)
    const [user] = items.filter((one) => one.queue === 'user') as Array<{ dead: Json }>
    assert.ok(Number(user?.dead.letters) >= 1)
    assert.ok(user?.dead.oldestLetterAt)
  })

  it('are the services, each with what it misses, and those that do not answer by name', async () => {
    const { items, unreachable } = (await get('/v1/ops/services')) as { items: Json[]; unreachable: string[] }
    const others = Object.keys(settings.services).filter((name) => name !== 'user')
    assert.deepEqual(unreachable, others)
    assert.deepEqual(
      items.map(({ name, ready, missing }) => [name, ready, missing]),
      [
        ['ops', true, []],
        ['user', true, []],
      ],
    )
    assert.match(String(items[0]?.version), /^\d+\.\d+\.\d+/)
  })

  it('are the outboxes, its own among them', async () => {
    await eventually(async () => {
      const { items } = (await get('/v1/ops/outbox')) as { items: Json[] }
      assert.deepEqual(
        items.map(({ service, depth }) => [service, depth]),
        [
          ['user', 0],
          ['ops', 0],
        ],
      )
    })
  })

  it('are the contracts with their consumers and the versions seen', async () => {
    const { data } = await desk.send()
    await eventually(async () => assert.equal(await desk.consumer.welcomed(data.userId), 1))
    const { items } = (await get('/v1/ops/contracts')) as { items: Array<Json & { consumers: Json[] }> }
    const registered = items.find(({ type }) => type === 'user.registered')
    assert.deepEqual([registered?.producer, registered?.version], ['auth', 1])
    const user = registered?.consumers.find(({ service }) => service === 'user')
    const [seen] = (user?.seen ?? []) as Json[]
    assert.deepEqual([seen?.version, seen?.source], [1, 'auth'])
    assert.ok(Number(seen?.count) >= 1)
  })

  it('are metrics that count the letters which wait', async () => {
    await desk.parked()
    const { text } = await clientOf(desk.url).get('/metrics').expect(200)
    assert.match(text, /eventflow_dead_letters_waiting\{queue="user",service="ops"\} [1-9]/)
  })

  it('are the entities that wait for a message which failed, and can be told to go on', async () => {
    const userId = randomUUID()
    desk.consumer.refused.add(userId)
    const headers = { cloudEvents_subject: userId }
    const properties = { messageId: randomUUID(), type: 'user.disabled', appId: 'auth', headers }
    await desk.withChannel(async (channel) => {
      channel.publish('retry.return', 'user', Buffer.from(JSON.stringify({ userId })), properties)
    })
    const heldKeys = async () => ((await get('/v1/ops/held-keys')) as { items: Json[] }).items
    const held = await eventually(async () => {
      const [key] = (await heldKeys()).filter((one) => one.key === userId)
      assert.ok(key)
      return key
    })
    assert.deepEqual([held.service, held.type, held.count], ['user', 'user.disabled', 1])
    assert.match(String(held.error), /cannot be let go/)

    desk.consumer.refused.delete(userId)
    const resume = (body: Json) => desk.operator.post('/v1/ops/held-keys/resume').send(body)
    await resume({ service: 'user', key: userId }).expect(204)
    await eventually(async () => assert.deepEqual(await heldKeys(), []))
    await desk.audited('ops.held-key.resumed', `held-key:user:${userId}`)
    for (const nobody of [
      { service: 'user', key: userId },
      { service: 'nobody', key: userId },
    ])
      assert.equal((await resume(nobody).expect(404)).body.code, 'HELD_KEY_NOT_FOUND')
    await resume({ service: 'user' }).expect(422)
  })

  describe('is for operators alone:', () => {
    const calls: Array<[string, (client: Client) => ReturnType<Client['get']>]> = [
      ...[
        'dead-letters',
        'dead-letters/groups',
        `dead-letters/${randomUUID()}`,
        `dead-letters/replays/${randomUUID()}`,
        `trace/${randomUUID()}`,
        'services',
        'queues',
        'outbox',
        'contracts',
        'held-keys',
      ].map((path): [string, (client: Client) => ReturnType<Client['get']>] => [
        `GET ${path}`,
        (client) => client.get(`/v1/ops/${path}`),
      ]),
      ['PATCH', (client) => client.patch(`/v1/ops/dead-letters/${randomUUID()}`).send({})],
      ['a dry run', (client) => client.post(`/v1/ops/dead-letters/${randomUUID()}/dry-run`)],
      ['a replay', (client) => client.post('/v1/ops/dead-letters/replay').send({})],
      ['a resume', (client) => client.post('/v1/ops/held-keys/resume').send({})],
      ['a discard', (client) => client.post('/v1/ops/dead-letters/discard').send({})],
    ]
    for (const [name, call] of calls)
      it(`${name} is 401 without a token and 403 for a user`, async () => {
        assert.equal((await call(clientOf(desk.url)).expect(401)).body.code, 'UNAUTHENTICATED')
        assert.equal((await call(desk.as('user')).expect(403)).body.code, 'FORBIDDEN')
        assert.ok(![401, 403].includes((await call(desk.as('admin'))).status))
      })
  })

  describe('names what is wrong with a request:', () => {
    const ids = [randomUUID()]
    const replays: Array<[string, Json, number, string]> = [
      ['no selection', {}, 422, ''],
      ['two selections', { ids, queue: 'user' }, 422, ''],
      ['three selections', { ids, queue: 'user', fingerprint: 'ab' }, 422, ''],
      ['an unknown field', { ids, force: true }, 422, '/force'],
      ['an id that is none', { ids: ['x'] }, 422, '/ids/0'],
      ['no ids', { ids: [] }, 422, '/ids'],
      ['a rate of nothing', { ids, ratePerSecond: 0 }, 422, '/ratePerSecond'],
      ['a rate above the bound', { ids, ratePerSecond: 1_001 }, 422, '/ratePerSecond'],
      ['a rate with a fraction', { ids, ratePerSecond: 1.5 }, 422, '/ratePerSecond'],
      ['a fingerprint that is none', { fingerprint: 'NO SUCH' }, 422, '/fingerprint'],
      ['a letter that is not there', { ids }, 404, ''],
      ['a queue in which nothing waits', { queue: 'nowhere' }, 409, ''],
    ]
    for (const [name, body, status, pointer] of replays)
      it(`${name} is ${status}`, async () => {
        const answer = await desk.operator.post('/v1/ops/dead-letters/replay').send(body).expect(status)
        if (status === 422) assert.equal(answer.body.errors[0]?.pointer, pointer)
      })

    it('a discard without a reason, and lists with what they do not know', async () => {
      await desk.discard({ queue: 'user' }).expect(422)
      for (const query of [{ status: 'lost' }, { limit: 101 }, { force: 1 }, { 'queue[$ne]': 'x' }])
        await desk.operator.get('/v1/ops/dead-letters').query(query).expect(422)
      await desk.operator.get('/v1/ops/dead-letters').query({ cursor: 'made-up' }).expect(400)
      await desk.operator.get('/v1/ops/trace/no%20such%20id').expect(422)
    })

    it('an edit without a version, of an old one, of no object, or with more than a body', async () => {
      const { letter } = await desk.parked()
      const path = `/v1/ops/dead-letters/${letter.id}`
      const { etag } = await desk.read(letter.id)
      await desk.operator.patch(path).send({ body: {} }).expect(428)
      await desk.edit(letter.id, '"v9"', {}).expect(412)
      await desk.operator.patch(path).set('if-match', etag).send({ body: [] }).expect(422)
      await desk.operator.patch(path).set('if-match', etag).send({ body: {}, status: 'replayed' }).expect(422)
      await desk.operator.patch(`${path}?force=true`).set('if-match', etag).send({ body: {} }).expect(422)
      const { body } = await desk.edit(letter.id, etag, { email: 7 }).expect(422)
      assert.deepEqual([body.code, body.errors[0].pointer], ['BODY_REFUSED', '/body/email'])
      const told = await desk.audited('ops.dead-letter.edited', `dead-letter:${letter.id}`)
      assert.ok(told.every(({ outcome }) => outcome === 'refused'))
    })
  })

  describe('the service itself', () => {
    const answerTo = async (attempt: (channel: Awaited<ReturnType<typeof open>>) => Promise<unknown>) => {
      const channel = await open()
      const refused = new Promise<string>((resolve) =>
        channel.once('error', (error: Error) => resolve(error.message)),
      )
      const done = attempt(channel).then(() => 'done')
      return Promise.race([refused, done.catch(() => refused)])
    }
    const open = async () => (await connection).createConfirmChannel()
    let connection: ReturnType<typeof connect>

    before(() => {
      connection = connect(desk.stack.broker.urlFor('ops'))
    })

    after(async () => (await connection).close())

    it('may read dead letters and return them, and touch no other queue or exchange', async () => {
      assert.equal(await answerTo((channel) => channel.get('user.dead', { noAck: false })), 'done')
      const publish = (exchange: string, key: string) =>
        answerTo(async (channel) => {
          channel.publish(exchange, key, Buffer.from('{}'))
          await channel.waitForConfirms()
        })
      assert.equal(await publish('retry.return', 'nobody'), 'done')
      for (const [exchange, key] of [
        ['user.events', 'profile.updated'],
        ['ops.events', 'user.registered'],
        ['', 'user'],
      ] as const)
        assert.match(await publish(exchange, key), /ACCESS[_-]REFUSED/, exchange)
      for (const queue of ['user', 'retry.1s'])
        assert.match(await answerTo((channel) => channel.get(queue)), /ACCESS[_-]REFUSED/, queue)
      assert.match(await answerTo((channel) => channel.deleteQueue('user.dead')), /ACCESS[_-]REFUSED/)
    })

    it('may look into the management interface and change nothing, and other services may not even look', async () => {
      const { broker } = desk.stack
      const vhost = encodeURIComponent(broker.vhost)
      const own = managementApi(broker.managementUrlFor('ops'))
      assert.ok(((await own('GET', `/queues/${vhost}`)) as unknown[]).length > 0)
      await assert.rejects(own('DELETE', `/queues/${vhost}/user`), /40[13]/)
      await assert.rejects(own('PUT', `/policies/${vhost}/mine`, { pattern: '.*', definition: {} }), /40[13]/)
      await assert.rejects(own('GET', '/users'), /40[13]/)
      await assert.rejects(
        managementApi(broker.managementUrlFor('user'))('GET', `/queues/${vhost}`),
        /40[13]/,
      )
    })
  })
})

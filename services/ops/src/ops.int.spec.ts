import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { type DataOf, UserRegistered } from '@eventflow/contracts'
import {
  clientOf,
  collectEvents,
  eventually,
  sendEvent,
  type TestIdentity,
  type TestStack,
  testIdentity,
  testStack,
} from '@eventflow/testing'
import { connect } from 'amqplib'
import { consumerUnderTest } from './consumer-under-test.int.spec.js'
import { opsService } from './service.js'

type Registered = DataOf<typeof UserRegistered>
type Client = ReturnType<typeof clientOf>
type Json = Record<string, unknown>

interface Listed extends Json {
  id: string
  status: string
  fingerprint: string
}

describe('the ops service', () => {
  const consumer = consumerUnderTest()
  let stack: TestStack
  let identity: TestIdentity
  let url: string
  let operator: Client
  let events: Awaited<ReturnType<typeof collectEvents>>

  before(async () => {
    stack = await testStack()
    identity = await testIdentity()
    await stack.start(consumer.service)
    const nobody = 'http://127.0.0.1:9'
    const others = { AUTH_URL: identity.url, USER_URL: nobody, GATEWAY_URL: nobody }
    url = (await stack.start(opsService, others)).url
    operator = clientOf(url, { accessToken: identity.token({ roles: ['user', 'operator'] }) })
    events = await collectEvents(stack.broker.adminUrl, ['ops'])
  })

  after(async () => {
    await events.close()
    await stack.close()
    await identity.close()
  })

  const registered = (change: Partial<Registered> = {}): Registered => {
    const userId = randomUUID()
    return { userId, email: `${userId}@example.test`, name: 'Ada Lovelace', locale: 'en', ...change }
  }

  /** As a producer would that does not know its own contract. */
  const sendUnchecked = (data: Json) => {
    const event = UserRegistered(data as Registered)
    const unchecked = { ...event, contract: { ...event.contract, check: () => [] } }
    return sendEvent(stack.broker.adminUrl, unchecked, { as: 'auth' })
  }

  const lettersWhere = async (query: Json): Promise<Listed[]> =>
    ((await operator.get('/v1/ops/dead-letters').query(query).expect(200)).body as { items: Listed[] }).items

  const letterOf = (messageId: string, status = 'all') =>
    eventually(async () => {
      const letter = (await lettersWhere({ status, limit: 100 })).find((one) => one.messageId === messageId)
      assert.ok(letter, `the letter of ${messageId} is on the desk`)
      return letter
    })

  const parked = async (change: Json = { email: 'nowhere' }) => {
    const data = { ...registered(), ...change }
    const messageId = await sendUnchecked(data)
    return { data, messageId, letter: await letterOf(messageId) }
  }

  const read = async (id: string) => {
    const { body, headers } = await operator.get(`/v1/ops/dead-letters/${id}`).expect(200)
    return { letter: body as Json & { verdict: Json; body: Json }, etag: String(headers.etag) }
  }

  const edit = (id: string, etag: string, body: Json) =>
    operator.patch(`/v1/ops/dead-letters/${id}`).set('if-match', etag).send({ body })

  const replay = (body: Json) =>
    operator.post('/v1/ops/dead-letters/replay').set('prefer', 'wait=10').send(body)

  const audited = (action: string, target?: string) =>
    eventually(() => {
      const found = events
        .seen('audit.recorded')
        .filter(({ data }) => data.action === action && (target === undefined || data.target === target))
      assert.ok(found.length > 0, `${action} was audited`)
      return found.map(({ data }) => data)
    })

  it('takes a poison message from where its consumer parked it, through an edit, to being handled once', async () => {
    const { data, messageId, letter } = await parked({ email: 'nowhere' })
    assert.equal(letter.queue, 'user')
    assert.equal(letter.reason, 'malformed')
    assert.match(String(letter.error), /email/)

    const { body: groups } = await operator.get('/v1/ops/dead-letters/groups').expect(200)
    const group = (groups.items as Listed[]).find(({ fingerprint }) => fingerprint === letter.fingerprint)
    assert.deepEqual([group?.count, group?.queue, group?.type], [1, 'user', 'user.registered'])

    const before = await read(letter.id)
    assert.deepEqual(before.letter.body, data)
    assert.equal(before.letter.verdict.valid, false)
    assert.deepEqual((before.letter.verdict.problems as Json[])[0]?.pointer, '/email')

    const email = `${data.userId}@example.test`
    const edited = await edit(letter.id, before.etag, { email }).expect(200)
    assert.equal(edited.body.verdict.valid, true)
    assert.deepEqual(edited.body.body, { ...data, email })
    assert.deepEqual(edited.body.originalBody, data)

    const { body: job } = await replay({ ids: [letter.id] }).expect(202)
    assert.deepEqual([job.status, job.total, job.done, job.failed], ['done', 1, 1, 0])
    await eventually(async () => assert.equal(await consumer.welcomed(data.userId), 1))
    const { letter: after } = await read(letter.id)
    assert.deepEqual([after.status, after.replays, after.messageId], ['replayed', 1, messageId])
    const [told] = await audited('ops.dead-letter.edited', `dead-letter:${letter.id}`)
    assert.match(JSON.stringify(told?.before), /sha256:/)
    assert.equal(JSON.stringify(told).includes(email), false)
  })

  it('parks again what fails again, and counts the replay on the new letter', async () => {
    const { messageId, letter } = await parked({ email: 'still nowhere' })
    await replay({ ids: [letter.id] }).expect(202)
    const again = await letterOf(messageId, 'waiting')
    assert.notEqual(again.id, letter.id)
    assert.deepEqual([again.replays, again.attempts], [1, 1])
    assert.equal(again.fingerprint, letter.fingerprint)
  })

  it('has the effect once of a message that was handled and is replayed by mistake', async () => {
    const data = registered()
    const messageId = await sendUnchecked(data as unknown as Json)
    await eventually(async () => assert.equal(await consumer.welcomed(data.userId), 1))
    const connection = await connect(stack.broker.adminUrl)
    const channel = await connection.createConfirmChannel()
    channel.publish('dead', 'user', Buffer.from(JSON.stringify(data)), {
      messageId,
      type: 'user.registered',
      headers: { 'x-schema-version': 1 },
    })
    await channel.waitForConfirms()
    await connection.close()
    const letter = await letterOf(messageId)
    assert.equal(letter.reason, 'unknown')
    await replay({ ids: [letter.id] }).expect(202)
    await sendUnchecked(registered() as unknown as Json)
    await eventually(async () => assert.equal((await read(letter.id)).letter.status, 'replayed'))
    assert.equal(await consumer.welcomed(data.userId), 1)
  })

  it('replays a whole group at a rate, after having said what it would do', async () => {
    consumer.refused.add('Group')
    const sent = await Promise.all(Array.from({ length: 6 }, () => parked({ name: 'Group' })))
    const fingerprint = sent[0]?.letter.fingerprint ?? ''
    assert.deepEqual(new Set(sent.map(({ letter }) => letter.fingerprint)).size, 1)
    const preview = await operator
      .post('/v1/ops/dead-letters/replay')
      .send({ fingerprint, dryRun: true })
      .expect(200)
    assert.deepEqual([preview.body.total, preview.body.queues], [6, { user: 6 }])
    assert.equal((await lettersWhere({ fingerprint })).length, 6)

    consumer.refused.delete('Group')
    const answer = await operator
      .post('/v1/ops/dead-letters/replay')
      .send({ fingerprint, ratePerSecond: 10 })
      .expect(202)
    assert.equal(answer.body.total, 6)
    const { body: job } = await operator
      .get(String(answer.headers.location))
      .set('prefer', 'wait=10')
      .expect(200)
    assert.deepEqual([job.status, job.done, job.failed], ['done', 6, 0])
    assert.ok(Date.parse(job.finishedAt) - Date.parse(job.createdAt) >= 400, 'it kept the rate')
    for (const { data } of sent)
      await eventually(async () => assert.equal(await consumer.welcomed(String(data.userId)), 1))
  })

  it('discards with a reason, and does nothing further with what was discarded', async () => {
    const { letter } = await parked()
    const { body } = await operator
      .post('/v1/ops/dead-letters/discard')
      .send({ ids: [letter.id], reason: 'sent by a test' })
      .expect(200)
    assert.deepEqual(body, { discarded: 1 })
    const { letter: shown, etag } = await read(letter.id)
    assert.deepEqual([shown.status, shown.note], ['discarded', 'sent by a test'])
    for (const refusal of [
      await replay({ ids: [letter.id] }).expect(409),
      await edit(letter.id, etag, { email: 'ada@example.test' }).expect(409),
    ])
      assert.equal(refusal.body.code, 'ALREADY_DISCARDED')
    const tellings = await audited('ops.dead-letters.replayed')
    assert.ok(tellings.some(({ outcome }) => outcome === 'refused'))
  })
})

import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { UserErasureRequested } from '@eventflow/contracts'
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
import { isSignedWith, type Receiver, receiver } from './receiver-under-test.int.spec.js'
import { notificationService } from './service.js'

describe('the webhooks of a person', () => {
  let stack: TestStack
  let identity: TestIdentity
  let hook: Receiver
  let url: string
  let strictUrl: string

  before(async () => {
    stack = await testStack()
    identity = await testIdentity()
    hook = await receiver()
    const settings = { AUTH_URL: identity.url, WEBHOOK_ANSWER_WITHIN_MS: '500', WEBHOOKS_PER_USER: '3' }
    url = (await stack.start(notificationService, { ...settings, WEBHOOKS_ALLOW_PRIVATE: 'true' })).url
    strictUrl = (await stack.start(notificationService, settings)).url
  })

  after(async () => {
    await stack.close()
    await identity.close()
    await hook.close()
  })

  const person = (at = url) => {
    const userId = randomUUID()
    return { userId, client: clientOf(at, { accessToken: identity.token({ userId }) }) }
  }
  const opened = async ({ client }: Pick<ReturnType<typeof person>, 'client'>, path = `/${randomUUID()}`) => {
    const { body } = await client
      .post('/v1/webhooks')
      .send({ url: hook.url + path })
      .expect(201)
    return { ...(body as { id: string; secret: string }), path }
  }

  it('are opened with a secret that is shown once, and read, changed and closed by their owner alone', async () => {
    const { client } = person()
    const answer = await client.post('/v1/webhooks').send({ url: `${hook.url}/a`, categories: ['action'] })
    assert.equal(answer.status, 201)
    const { id, secret } = answer.body
    assert.match(secret, /^whsec_/)
    assert.equal(answer.headers.location, `/v1/webhooks/${id}`)
    const { body, headers } = await client.get(`/v1/webhooks/${id}`).expect(200)
    assert.deepEqual(
      [body.secret, body.url, body.categories, body.enabled],
      [undefined, `${hook.url}/a`, ['action'], true],
    )
    const other = person().client
    await other.get(`/v1/webhooks/${id}`).expect(404)
    await other.patch(`/v1/webhooks/${id}`).send({ enabled: false }).expect(404)
    await other.delete(`/v1/webhooks/${id}`).expect(404)
    await other.post(`/v1/webhooks/${id}/test`).expect(404)
    await other.post(`/v1/webhooks/${id}/rotate-secret`).expect(404)
    await other.get(`/v1/webhooks/${id}/attempts`).expect(404)
    const changed = await client
      .patch(`/v1/webhooks/${id}`)
      .set('if-match', String(headers.etag))
      .send({ categories: null })
      .expect(200)
    assert.equal(changed.body.categories, null)
    await client.patch(`/v1/webhooks/${id}`).set('if-match', String(headers.etag)).send({}).expect(412)
    await client.delete(`/v1/webhooks/${id}`).expect(204)
    await client.get(`/v1/webhooks/${id}`).expect(404)
    assert.deepEqual((await client.get('/v1/webhooks').expect(200)).body.items, [])
  })

  it('are no more than there may be, also when many are opened at once', async () => {
    const one = person()
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, at) =>
        one.client.post('/v1/webhooks').send({ url: `${hook.url}/${at}` }),
      ),
    )
    const statuses = answers.map(({ status }: { status: number }) => status).sort()
    assert.deepEqual(statuses, [201, 201, 201, 409, 409, 409, 409, 409])
    const first = await one.client.get('/v1/webhooks?limit=2').expect(200)
    assert.equal(first.body.items.length, 2)
    const rest = await one.client.get(`/v1/webhooks?limit=2&cursor=${first.body.next}`).expect(200)
    assert.equal(rest.body.items.length, 1)
  })

  it('S36: lead to https and public addresses alone, unless that is switched off for development', async () => {
    const { client } = person(strictUrl)
    for (const [address, code] of [
      ['http://example.com/hook', 'address.not-https'],
      ['https://127.0.0.1/hook', 'address.not-public'],
      ['https://169.254.169.254/latest/meta-data', 'address.not-public'],
      ['https://[::ffff:10.0.0.1]/', 'address.not-public'],
      ['https://0x7f000001/', 'address.not-public'],
      ['https://localhost/', 'address.not-public'],
      ['https://me:secret@example.com/', 'address.credentials'],
      ['nonsense', 'address.malformed'],
    ]) {
      const { body } = await client.post('/v1/webhooks').send({ url: address }).expect(422)
      assert.deepEqual(
        body.errors.map(({ pointer, code }: Record<string, string>) => [pointer, code]),
        [['/url', code]],
      )
    }
    const { body } = await client
      .post('/v1/webhooks')
      .send({ url: 'https://no-such-host.example/hook' })
      .expect(201)
    const { body: again } = await client
      .patch(`/v1/webhooks/${body.id}`)
      .send({ url: 'https://10.0.0.1/' })
      .expect(422)
    assert.equal(again.code, 'ADDRESS_REFUSED')
  })

  it('are tried with a signed message, and the log says how it went', async () => {
    const one = person()
    const { id, secret, path } = await opened(one)
    hook.answers(path, { status: 200, body: 'thank you\u0000' })
    const { body } = await one.client.post(`/v1/webhooks/${id}/test`).expect(200)
    const [call] = hook.at(path)
    assert.ok(call && isSignedWith(secret, call))
    assert.ok(Math.abs(Date.now() / 1_000 - Number(call.headers['webhook-timestamp'])) < 10)
    assert.equal(call.headers['webhook-id'], body.deliveryId)
    assert.deepEqual(JSON.parse(call.body.toString()).type, 'webhook.test')
    assert.deepEqual(
      [body.status, body.kind, body.response],
      ['delivered', 'test', { status: 200, body: 'thank you\uFFFD' }],
    )
    const { body: log } = await one.client.get(`/v1/webhooks/${id}/attempts`).expect(200)
    assert.deepEqual(log.items, [body])
    const again = await one.client.post(`/v1/webhooks/${id}/attempts/${body.id}/resend`).expect(200)
    assert.equal(again.body.deliveryId, body.deliveryId)
    const [first, second] = hook.at(path)
    assert.deepEqual(second?.body, first?.body)
    assert.equal(second?.headers['webhook-id'], first?.headers['webhook-id'])
    const page = await one.client.get(`/v1/webhooks/${id}/attempts?limit=1`).expect(200)
    assert.equal(page.body.items[0].kind, 'resend')
    const next = await one.client
      .get(`/v1/webhooks/${id}/attempts?limit=1&cursor=${page.body.next}`)
      .expect(200)
    assert.equal(next.body.items[0].kind, 'test')
    assert.equal(next.body.next, null)
    await one.client.post(`/v1/webhooks/${id}/attempts/${randomUUID()}/resend`).expect(404)
  })

  it('are signed with both secrets while one is being replaced', async () => {
    const one = person()
    const { id, secret, path } = await opened(one)
    const { body } = await one.client.post(`/v1/webhooks/${id}/rotate-secret`).expect(200)
    assert.notEqual(body.secret, secret)
    await one.client.post(`/v1/webhooks/${id}/test`).expect(200)
    const [call] = hook.at(path)
    assert.ok(call && isSignedWith(secret, call) && isSignedWith(body.secret, call))
    assert.ok(!isSignedWith(`whsec_${Buffer.alloc(32).toString('base64')}`, call))
  })

  it('S36: follow no redirect, and fail in time', async () => {
    const one = person()
    const { id, path } = await opened(one)
    hook.answers(path, { status: 302, headers: { location: `${hook.url}/inside` } }, 'silence', 'hang-up')
    for (const reason of ['HTTP 302', 'ETIMEDOUT', 'ECONNRESET']) {
      const { body } = await one.client.post(`/v1/webhooks/${id}/test`).expect(200)
      assert.deepEqual([body.status, body.reason], ['failed', reason])
    }
    assert.equal(hook.at('/inside').length, 0)
  })

  it('are switched off by the answer 410, and on again by their owner', async () => {
    const one = person()
    const { id, path } = await opened(one)
    hook.answers(path, { status: 410 })
    await one.client.post(`/v1/webhooks/${id}/test`).expect(200)
    const { body } = await one.client.get(`/v1/webhooks/${id}`).expect(200)
    assert.deepEqual([body.enabled, body.disabledReason], [false, 'gone'])
    const woken = await one.client.patch(`/v1/webhooks/${id}`).send({ enabled: true }).expect(200)
    assert.deepEqual(
      [woken.body.enabled, woken.body.disabledReason, woken.body.failingSince],
      [true, null, null],
    )
  })

  it('are gone with their log when somebody is erased, and cannot be opened afterwards', async () => {
    const one = person()
    const { id } = await opened(one)
    await one.client.post(`/v1/webhooks/${id}/test`).expect(200)
    const seen = await collectEvents(stack.broker.adminUrl, ['notification'])
    const jobId = randomUUID()
    await sendEvent(stack.broker.adminUrl, UserErasureRequested({ userId: one.userId, jobId }), {
      as: 'user',
    })
    await eventually(() => {
      const [receipt] = seen.seen('user.data-erased')
      const counts = receipt?.data.counts as Record<string, number> | undefined
      assert.deepEqual([counts?.webhooks, counts?.webhookAttempts], [1, 1])
    })
    await seen.close()
    await one.client
      .post('/v1/webhooks')
      .send({ url: `${hook.url}/late` })
      .expect(409)
    assert.deepEqual((await one.client.get('/v1/webhooks').expect(200)).body.items, [])
  })
})

import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { UserEmailVerified } from '@eventflow/contracts'
import { clientOf, eventually } from '@eventflow/testing'
import { browser, isVouchedFor } from './browser-under-test.int.spec.js'
import { inboxUnderTest } from './inbox-under-test.int.spec.js'
import { type MailServer, mailServer } from './mail-server-under-test.int.spec.js'
import { isSignedWith, type Receiver, receiver } from './receiver-under-test.int.spec.js'

describe('what leaves the platform', () => {
  let platform: Awaited<ReturnType<typeof inboxUnderTest>>
  let server: MailServer
  let outside: Receiver

  before(async () => {
    server = await mailServer()
    outside = await receiver()
    platform = await inboxUnderTest({
      ...{ SMTP_URL: server.url, PUBLIC_URL: 'https://eventflow.test', DELIVERY_POLL_MS: '50' },
      ...{ WEBHOOKS_ALLOW_PRIVATE: 'true', WEBHOOK_RETRY_FIRST_MS: '20', PUSH_RETRY_FIRST_MS: '20' },
      ...{ WEBHOOK_ATTEMPTS: '3', WEBHOOK_ANSWER_WITHIN_MS: '500' },
    })
  })

  after(async () => {
    await platform.close()
    await server.close()
    await outside.close()
  })

  /** Somebody who follows somebody, and hears of what they do. */
  const pair = async (quiet: readonly string[] = []) => {
    const { register, follow, prefer, tell, as } = platform
    const [ownerId, readerId] = [await register('Grace Hopper'), await register()]
    await tell(UserEmailVerified({ userId: readerId, email: `${readerId}@example.test` }))
    const off = { action: false, social: false }
    await prefer(readerId, { channels: Object.fromEntries(quiet.map((channel) => [channel, off])) })
    await follow(readerId, ownerId)
    return { ownerId, readerId, client: as(readerId) }
  }
  const mailsTo = (userId: string, subject: RegExp) =>
    server.received.filter((mail) => mail.recipient.startsWith(userId) && subject.test(mail.subject ?? ''))
  const settled = (userId: string, channel: string) =>
    eventually(() => {
      const found = platform.toldOf(userId).filter(({ data }) => data.channel === channel)
      assert.ok(found.length > 0, `nothing of ${channel} is settled`)
      return found
    })
  const openedHook = async (client: ReturnType<typeof clientOf>) => {
    const path = `/${randomUUID()}`
    const { body } = await client
      .post('/v1/webhooks')
      .send({ url: outside.url + path })
      .expect(201)
    return { ...(body as { id: string; secret: string }), path }
  }
  const subscribed = async (client: ReturnType<typeof clientOf>) => {
    const path = `/${randomUUID()}`
    const device = browser(outside.url + path)
    const { body } = await client.post('/v1/push-subscriptions').send(device.subscription).expect(201)
    return { ...device, path, id: String(body.id) }
  }

  it('is a mail of what somebody chose, with one click that stops it, which a later choice takes back', async () => {
    const { ownerId, readerId } = await pair(['push', 'webhook'])
    await platform.complete(ownerId)
    const mail = await eventually(() => {
      const [found] = mailsTo(readerId, /completed/)
      assert.ok(found)
      return found
    })
    assert.match(mail.text ?? '', /^Hello Ada Lovelace,/)
    const header = (name: string) => mail.headers.find(({ key }) => key === name)?.value
    assert.equal(header('list-unsubscribe-post'), 'List-Unsubscribe=One-Click')
    const link = /^<(https:\/\/eventflow\.test(\/v1\/unsubscribe\/.+))>$/.exec(
      header('list-unsubscribe') ?? '',
    )
    assert.ok(link && mail.html?.includes(String(link[1])))
    const anybody = clientOf(platform.service.url)
    const path = String(link[2])
    const page = await anybody.get(path).expect(200)
    assert.match(page.text, /<form method="post">/)
    const { eventId } = await platform.complete(ownerId)
    await eventually(() =>
      assert.equal(mailsTo(readerId, /completed/).length, 2, 'reading the page changed something'),
    )
    for (const type of ['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])
      await anybody.post(path).set('content-type', type).send('List-Unsubscribe=One-Click').expect(200)
    const { eventId: unheard } = await platform.complete(ownerId)
    const why = async (id: string) =>
      (await platform.as(readerId).get(`/v1/notifications/why?eventId=${id}`)).body.decisions as Array<
        Record<string, string>
      >
    await eventually(async () => {
      const [decision] = (await why(unheard)).filter(({ channel }) => channel === 'email')
      assert.deepEqual([decision?.outcome, decision?.reason], ['dropped', 'switched off'])
    })
    assert.equal((await why(eventId)).find(({ channel }) => channel === 'email')?.outcome, 'sent')
    await platform.prefer(readerId, { channels: { email: { action: true } } })
    await platform.complete(ownerId)
    await eventually(() => assert.equal(mailsTo(readerId, /completed/).length, 3))
    await anybody.post(`${path}x`).expect(404)
    await anybody.get('/v1/unsubscribe/nonsense').expect(404)
  })

  it('is a mail that looks as an admin has written it', async () => {
    const { admin, register, live, follow } = platform
    const own = {
      subject: 'Olá: {{ title }}',
      text: '{{ body }} {{ unsubscribeLink }}',
      html: '<p>{{ title }}</p>',
    }
    await admin.put('/v1/notification-templates/social/email/pt').send(own).expect(200)
    const [readerId, otherId] = [await register(), await register('<b>Grace</b>')]
    await live(readerId, { locale: 'pt-BR' })
    await follow(otherId, readerId)
    const mail = await eventually(() => {
      const [found] = mailsTo(readerId, /^Olá: .*Grace/)
      assert.ok(found)
      return found
    })
    assert.match(mail.html ?? '', /&lt;b&gt;Grace/)
    assert.equal(mail.headers.find(({ key }) => key === 'content-language')?.value, 'pt')
  })

  it('is a mail without a way to stop it where it is about the account itself', () => {
    const [welcome] = server.received.filter(({ subject }) => /^Welcome/.test(subject ?? ''))
    assert.ok(welcome)
    assert.ok(!welcome.headers.some(({ key }) => key.startsWith('list-unsubscribe')))
  })

  it('is a signed call that is made again under the same id, and by which others are not troubled', async () => {
    const { ownerId, readerId, client } = await pair(['email', 'push'])
    const [good, poor] = [await openedHook(client), await openedHook(client)]
    outside.answers(poor.path, { status: 500 }, 'hang-up')
    await platform.complete(ownerId)
    const [event] = await settled(readerId, 'webhook')
    assert.deepEqual([event?.type, event?.data.attempts], ['notification.delivered', 3])
    const calls = outside.at(poor.path)
    assert.equal(calls.length, 3)
    assert.deepEqual(
      [...new Set(calls.map(({ headers }) => headers['webhook-id']))],
      [event?.data.deliveryId],
    )
    assert.ok(calls.every((call) => isSignedWith(poor.secret, call) && !isSignedWith(good.secret, call)))
    assert.equal(outside.at(good.path).length, 1)
    const { type, data } = JSON.parse(String(calls[0]?.body)) as {
      type: string
      data: Record<string, unknown>
    }
    assert.deepEqual([type, data.category, data.kind], ['notification.created', 'action', 'action-completed'])
    const { body } = await client.get(`/v1/webhooks/${poor.id}/attempts`).expect(200)
    assert.deepEqual(
      body.items.map(({ status, number }: Record<string, unknown>) => [status, number]),
      [
        ['delivered', 3],
        ['failed', 2],
        ['failed', 1],
      ],
    )
  })

  it('waits as long as a webhook asks it to', async () => {
    const { ownerId, readerId, client } = await pair(['email', 'push'])
    const { path } = await openedHook(client)
    outside.answers(path, { status: 503, headers: { 'retry-after': '3600' } })
    const { eventId } = await platform.complete(ownerId)
    await eventually(() => assert.equal(outside.at(path).length, 1))
    await eventually(async () => {
      const [item] = (await platform.inboxOf(readerId)).items.filter((one) => one.eventId === eventId)
      assert.ok(item)
      const { body } = await client.get(`/v1/notifications/${item.id}/deliveries`).expect(200)
      const [delivery] = body.items.filter(({ channel }: { channel: string }) => channel === 'webhook')
      assert.deepEqual([delivery?.status, delivery?.attempts, delivery?.reason], ['pending', 1, 'HTTP 503'])
      const waitMs = Date.parse(delivery.nextAt) - Date.now()
      assert.ok(waitMs > 3_500_000 && waitMs <= 3_600_000, `${waitMs} ms`)
    })
  })

  it('is not sent to a webhook that says that it is gone, whose owner is told', async () => {
    const { ownerId, readerId, client } = await pair(['push'])
    const { id, path } = await openedHook(client)
    outside.answers(path, { status: 410 })
    await platform.complete(ownerId)
    const [event] = await settled(readerId, 'webhook')
    assert.deepEqual([event?.type, event?.data.reason], ['notification.failed', 'HTTP 410'])
    assert.equal((await client.get(`/v1/webhooks/${id}`).expect(200)).body.enabled, false)
    await eventually(() => assert.equal(mailsTo(readerId, /switched off one of your webhooks/).length, 1))
    await platform.complete(ownerId)
    await eventually(() => assert.equal(mailsTo(readerId, /completed/).length, 2))
    assert.equal(outside.at(path).length, 1)
  })

  it('is a push that only the browser reads, signed for its push service, and taken back when it was read elsewhere', async () => {
    const { ownerId, readerId, client } = await pair(['email', 'webhook'])
    const [one, other] = [await subscribed(client), await subscribed(client)]
    outside.answers(other.path, { status: 503 })
    const { eventId } = await platform.complete(ownerId)
    const [event] = await settled(readerId, 'push')
    assert.deepEqual([event?.type, event?.data.attempts], ['notification.delivered', 2])
    assert.deepEqual([outside.at(one.path).length, outside.at(other.path).length], [1, 2])
    const [call] = outside.at(one.path)
    assert.ok(call)
    const { body: key } = await client.get('/v1/push-subscriptions/key').expect(200)
    assert.ok(isVouchedFor(call.headers, outside.url, key.publicKey))
    assert.deepEqual([call.headers['content-encoding'], call.headers.ttl], ['aes128gcm', '86400'])
    const said = one.read(call.body)
    assert.deepEqual([said.tag, said.category], [eventId, 'action'])
    assert.match(String(said.title), /completed/)
    const [item] = (await platform.inboxOf(readerId)).items.filter((found) => found.eventId === eventId)
    await client.post(`/v1/notifications/${item?.id}/read`).expect(200)
    await eventually(() => assert.equal(outside.at(one.path).length, 2))
    const [, takenBack] = outside.at(one.path)
    assert.deepEqual(takenBack && one.read(takenBack.body), { tag: eventId, retract: true })
    assert.equal(takenBack?.headers.topic, call.headers.topic)
  })

  it('is pushed no more to a browser that is gone', async () => {
    const { ownerId, readerId, client } = await pair(['email', 'webhook'])
    const [one, other] = [await subscribed(client), await subscribed(client)]
    outside.answers(one.path, { status: 410 })
    await platform.complete(ownerId)
    await settled(readerId, 'push')
    const { body } = await client.get('/v1/push-subscriptions').expect(200)
    assert.deepEqual(
      body.items.map(({ id }: { id: string }) => id),
      [other.id],
    )
    await client.delete(`/v1/push-subscriptions/${other.id}`).expect(204)
    await client.delete(`/v1/push-subscriptions/${other.id}`).expect(404)
  })

  it('is pushed to a browser once, though it subscribes twice, and to no address of our own', async () => {
    const client = platform.as(randomUUID())
    const { subscription } = browser(`${outside.url}/same`)
    const first = await client.post('/v1/push-subscriptions').send(subscription).expect(201)
    const second = await client.post('/v1/push-subscriptions').send(subscription).expect(201)
    assert.equal(first.body.id, second.body.id)
    assert.equal(first.body.keys, undefined)
    const strange = { ...subscription, endpoint: 'file:///etc/passwd' }
    await client.post('/v1/push-subscriptions').send(strange).expect(422)
    const poor = { ...subscription, keys: { p256dh: 'abc', auth: 'def' } }
    const { body } = await client.post('/v1/push-subscriptions').send(poor).expect(422)
    assert.deepEqual(
      body.errors.map(({ pointer }: { pointer: string }) => pointer),
      ['/keys/p256dh', '/keys/auth'],
    )
  })
})

import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import {
  type DomainEvent,
  SessionCompromised,
  UserDisabled,
  UserEmailChanged,
  UserEmailChangeRequested,
  UserEmailVerificationRequested,
  UserEmailVerified,
  UserPasswordChanged,
  UserPasswordResetRequested,
  UserRegistered,
  UserSecondFactorChanged,
} from '@eventflow/contracts'
import type { RunningService } from '@eventflow/runtime'
import {
  clientOf,
  collectEvents,
  eventually,
  type SeenEvent,
  sendEvent,
  type TestStack,
  testStack,
} from '@eventflow/testing'
import { type MailServer, mailServer } from './mail-server-under-test.int.spec.js'
import { notificationService } from './service.js'

const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString()

describe('the notification service', () => {
  let stack: TestStack
  let server: MailServer
  let service: RunningService
  let seen: { seen(type?: string): SeenEvent[]; close(): Promise<void> }

  const start = () =>
    stack.start(notificationService, {
      AUTH_URL: 'http://127.0.0.1:1',
      SMTP_URL: server.url,
      PUBLIC_URL: 'https://eventflow.test/app/',
      MAIL_FROM: 'EventFlow <no-reply@eventflow.test>',
      MAIL_RETRY_FIRST_MS: '20',
      DELIVERY_POLL_MS: '50',
      MAIL_ATTEMPTS: '4',
      SMTP_CONNECTIONS: '3',
      SMTP_ANSWER_WITHIN_MS: '2000',
      OUTBOX_POLL_MS: '100',
    })

  before(async () => {
    stack = await testStack()
    server = await mailServer()
    service = await start()
    seen = await collectEvents(stack.broker.adminUrl, ['notification'])
  })

  after(async () => {
    await seen.close()
    await stack.close()
    await server.close()
  })

  const tell = (event: DomainEvent, times = 1) =>
    sendEvent(stack.broker.adminUrl, event, { as: 'auth', sealingKey: stack.sealingKey, times })
  const person = () => {
    const userId = randomUUID()
    return { userId, email: `${userId}@example.test`, token: `token-${userId}`, expiresAt: inAnHour() }
  }
  const mailsTo = (email: string) => server.received.filter(({ recipient }) => recipient === email)
  const mailTo = (email: string, subject: RegExp) =>
    eventually(() => {
      const mail = mailsTo(email).find((one) => subject.test(one.subject ?? ''))
      assert.ok(mail, `no mail with ${subject}`)
      return mail
    })
  const settled = (userId: string, count = 1) =>
    eventually(() => {
      const found = seen
        .seen()
        .filter(({ type, data }) => data.userId === userId && /delivered|failed/.test(type))
      assert.ok(found.length >= count, `${found.length} of ${count} are settled`)
      return found
    })

  it('is ready as soon as its database and the broker answer', async () => {
    await eventually(() => clientOf(service.url).get('/readyz').expect(200))
  })

  it('welcomes, and mails the link that proves the address, as text and as a page', async () => {
    const { userId, email, token, expiresAt } = person()
    await tell(UserRegistered({ userId, email, name: 'Ada Lovelace', locale: 'en' }))
    await tell(UserEmailVerificationRequested({ userId, email, token, expiresAt }))
    await mailTo(email, /^Welcome to EventFlow$/)
    const mail = await mailTo(email, /^Confirm your e-mail address$/)
    const link = `https://eventflow.test/app/verify-email?token=${token}`
    assert.ok(mail.text?.includes(link))
    assert.ok(mail.html?.includes(`href="${link}"`))
    assert.equal(mail.from?.address, 'no-reply@eventflow.test')
    assert.deepEqual(
      mail.to.map(({ address }) => address),
      [email],
    )
    const events = await settled(userId, 2)
    assert.deepEqual(
      events.map(({ type }) => type),
      ['notification.delivered', 'notification.delivered'],
    )
    const verify = events.find(({ data }) => data.kind === 'verify-email')
    assert.equal(mail.messageId, `<${verify?.data.deliveryId}@eventflow.test>`)
  })

  it('calls nobody by name at an address that is not proven, since anybody may have written that name', async () => {
    const { userId, email, token, expiresAt } = person()
    const name = 'Win at http://evil.test'
    await tell(UserRegistered({ userId, email, name, locale: 'en' }))
    assert.doesNotMatch((await mailTo(email, /Welcome/)).text ?? '', /evil/)
    await tell(UserEmailVerified({ userId, email }))
    await tell(UserPasswordResetRequested({ userId, email, token, expiresAt }))
    const mail = await mailTo(email, /^Set a new password$/)
    assert.match(mail.text ?? '', /^Hello Win at/)
    assert.ok(mail.text?.includes(`/app/reset-password?token=${token}`))
    await tell(UserPasswordResetRequested({ userId, email, token, expiresAt, occasion: 'registered-again' }))
    const again = await mailTo(email, /^You have an account already$/)
    assert.ok(again.text?.includes(`/app/reset-password?token=${token}`))
  })

  it('writes in the language of the person', async () => {
    const { userId, email } = person()
    await tell(UserRegistered({ userId, email, name: 'Käthe', locale: 'de-AT' }))
    await mailTo(email, /^Willkommen/)
  })

  it('sends one mail for an event that comes five times, with two replicas at work', async () => {
    const replica = await start()
    const people = Array.from({ length: 10 }, person)
    for (const { userId, email } of people)
      await tell(UserPasswordChanged({ userId, email, how: 'change' }), 5)
    for (const { userId } of people) await settled(userId)
    await eventually(async () => assert.equal(await depthOf('notification'), 0))
    await replica.stop()
    for (const { email } of people) assert.equal(mailsTo(email).length, 1)
    assert.ok(server.connectionsAtMost() <= 8)
  })

  const depthOf = async (queue: string): Promise<number> => {
    const { connect } = await import('amqplib')
    const connection = await connect(stack.broker.adminUrl)
    const channel = await connection.createChannel()
    const { messageCount } = await channel.checkQueue(queue)
    await connection.close()
    return messageCount
  }

  it('links the new address and warns the old one, and tells both when it has changed', async () => {
    const { userId, email, token, expiresAt } = person()
    const previousEmail = `old-${email}`
    await tell(UserEmailChangeRequested({ userId, email, previousEmail, token, expiresAt }))
    const link = await mailTo(email, /^Confirm your new e-mail address$/)
    assert.ok(link.text?.includes(`/app/confirm-email?token=${token}`))
    const warning = await mailTo(previousEmail, /about to change/)
    assert.ok(!`${warning.text}${warning.html}`.includes(token))
    await tell(UserEmailChanged({ userId, email, previousEmail }))
    await mailTo(previousEmail, /has changed$/)
    await mailTo(email, /has changed$/)
  })

  it('warns of a compromised session and a closed account where the owner is now, whatever order the events came in', async () => {
    const { userId, email } = person()
    const previousEmail = `old-${email}`
    await tell(UserEmailChanged({ userId, email, previousEmail }))
    await mailTo(email, /has changed$/)
    await tell(UserRegistered({ userId, email: previousEmail, name: 'Ada', locale: 'de' }))
    await mailTo(previousEmail, /^Willkommen/)
    const device = { ip: '192.0.2.7', userAgent: '<b>curl</b>' }
    await tell(SessionCompromised({ userId, sessionId: randomUUID(), ...device }))
    const mail = await mailTo(email, /Geräte abgemeldet/)
    assert.match(mail.text ?? '', /192\.0\.2\.7, mit <b>curl/)
    assert.match(mail.html ?? '', /&lt;b&gt;curl/)
    await tell(UserDisabled({ userId }))
    await mailTo(email, /^Ihr Konto wurde geschlossen$/)
    for (const [change, subject] of [
      ['added', /^Die Anmeldung braucht jetzt einen zweiten Faktor$/],
      ['removed', /^Die Anmeldung braucht keinen zweiten Faktor mehr$/],
      ['recovery-code-used', /^Ein Wiederherstellungscode Ihres Kontos wurde benutzt$/],
    ] as const) {
      await tell(UserSecondFactorChanged({ userId, change }))
      await mailTo(email, subject)
    }
  })

  it('tries again what is put off, and what was cut off after its data under the same Message-ID', async () => {
    const { userId, email } = person()
    server.troubles.push({ code: 450, at: 'recipient' }, 'drop-after-data', { code: 451, at: 'data' })
    await tell(UserPasswordChanged({ userId, email, how: 'reset' }))
    const [event] = await settled(userId)
    assert.equal(event?.type, 'notification.delivered')
    assert.equal(event?.data.attempts, 4)
    const mails = mailsTo(email)
    assert.equal(mails.length, 2)
    assert.equal(new Set(mails.map(({ messageId }) => messageId)).size, 1)
  })

  it('gives up what is refused for good, at once and visibly, without the words of the server', async () => {
    const { userId, email } = person()
    server.troubles.push({ code: 550, at: 'recipient' })
    await tell(UserPasswordChanged({ userId, email, how: 'reset' }))
    const [event] = await settled(userId)
    assert.equal(event?.type, 'notification.failed')
    assert.deepEqual([event?.data.attempts, event?.data.reason], [1, 'EENVELOPE 550 4.0.0'])
    assert.equal(mailsTo(email).length, 0)
  })

  it('gives up what was put off first and is refused then', async () => {
    const { userId, email } = person()
    server.troubles.push({ code: 450, at: 'recipient' }, { code: 550, at: 'data' })
    await tell(UserPasswordResetRequested({ userId, email, token: 'a-token', expiresAt: inAnHour() }))
    const [event] = await settled(userId)
    assert.deepEqual([event?.type, event?.data.attempts], ['notification.failed', 2])
    assert.match(String(event?.data.reason), /^EMESSAGE 550/)
  })

  it('tries again under the same Message-ID when the server falls silent over a mail', async () => {
    const { userId, email } = person()
    server.troubles.push('silence')
    await tell(UserPasswordResetRequested({ userId, email, token: 'a-token', expiresAt: inAnHour() }))
    const [event] = await settled(userId)
    assert.deepEqual([event?.type, event?.data.attempts], ['notification.delivered', 2])
    assert.equal(mailsTo(email).length, 1)
    assert.equal(mailsTo(email)[0]?.messageId, `<${event?.data.deliveryId}@eventflow.test>`)
  })

  it('gives up after the last try', async () => {
    const { userId, email } = person()
    server.troubles.push(...Array.from({ length: 4 }, () => ({ code: 451, at: 'data' as const })))
    await tell(UserPasswordChanged({ userId, email, how: 'reset' }))
    const [event] = await settled(userId)
    assert.deepEqual([event?.type, event?.data.attempts], ['notification.failed', 4])
  })

  it('loses nothing and spends no try while the mail server is away, and sends no link that is over', async () => {
    await server.off()
    const people = Array.from({ length: 12 }, person)
    const late = person()
    const { userId, email, token } = late
    const expiresAt = new Date(Date.now() + 400).toISOString()
    await tell(UserEmailVerificationRequested({ userId, email, token, expiresAt }))
    for (const { userId, email } of people) await tell(UserPasswordChanged({ userId, email, how: 'reset' }))
    await eventually(async () => assert.equal(await metric('eventflow_mails_waiting'), 13))
    assert.equal(await metric('eventflow_mail_server_up'), 0)
    await eventually(() => assert.ok(Date.now() > Date.parse(expiresAt)))
    await server.on()
    for (const { userId } of people) {
      const [event] = await settled(userId)
      assert.deepEqual([event?.type, event?.data.attempts], ['notification.delivered', 1])
    }
    for (const { email } of people) assert.equal(mailsTo(email).length, 1)
    const [over] = await settled(userId)
    assert.deepEqual([over?.type, over?.data.reason], ['notification.failed', 'expired'])
    assert.equal(mailsTo(email).length, 0)
    assert.equal(await metric('eventflow_mail_server_up'), 1)
  })

  const metric = async (name: string): Promise<number | undefined> => {
    const found = await service.metrics.getSingleMetric(name)?.get()
    return found?.values[0]?.value
  }
})

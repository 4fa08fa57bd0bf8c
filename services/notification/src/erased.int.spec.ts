import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import {
  type DomainEvent,
  UserErasureRequested,
  UserExportRequested,
  UserPasswordChanged,
  UserRegistered,
} from '@eventflow/contracts'
import type { RunningService } from '@eventflow/runtime'
import { collectEvents, eventually, sendEvent, type TestStack, testStack } from '@eventflow/testing'
import { type MailServer, mailServer } from './mail-server-under-test.int.spec.js'
import { notificationService } from './service.js'

describe('somebody who wants to be forgotten, as the notification service sees them', () => {
  let stack: TestStack
  let server: MailServer
  let service: RunningService
  let seen: Awaited<ReturnType<typeof collectEvents>>

  before(async () => {
    stack = await testStack()
    server = await mailServer()
    service = await stack.start(notificationService, {
      AUTH_URL: 'http://127.0.0.1:1',
      SMTP_URL: server.url,
      PUBLIC_URL: 'https://eventflow.test/',
      MAIL_FROM: 'EventFlow <no-reply@eventflow.test>',
      MAIL_RETRY_FIRST_MS: '20',
      DELIVERY_POLL_MS: '50',
      OUTBOX_POLL_MS: '100',
    })
    seen = await collectEvents(stack.broker.adminUrl, ['notification'])
  })

  after(async () => {
    await seen.close()
    await stack.close()
    await server.close()
  })

  const tell = (event: DomainEvent, as = 'auth') =>
    sendEvent(stack.broker.adminUrl, event, { as, sealingKey: stack.sealingKey })
  /** Handled after all that was told of the person before: what is told of one comes one after the other. */
  const erase = async (userId: string) => {
    const jobId = randomUUID()
    await tell(UserErasureRequested({ userId, jobId }), 'user')
    return eventually(() => {
      const [receipt] = seen.seen('user.data-erased').filter(({ data }) => data.jobId === jobId)
      assert.ok(receipt, 'no receipt')
      return thatAreThere(receipt.data.counts)
    })
  }
  const waiting = async () =>
    (await service.metrics.getSingleMetric('eventflow_mails_waiting')?.get())?.values[0]?.value
  const registered = (userId: string) =>
    UserRegistered({ userId, email: `${userId}@example.test`, name: 'Ada Lovelace', locale: 'en' })

  it('gets no mail any more, not even what waits, and no late event makes them known again', async () => {
    const userId = randomUUID()
    await server.off()
    await tell(registered(userId))
    await eventually(async () => assert.equal(await waiting(), 1))
    assert.deepEqual(await erase(userId), { contacts: 1, deliveries: 1 })
    await tell(registered(userId))
    await tell(UserPasswordChanged({ userId, email: `${userId}@example.test`, how: 'reset' }))
    assert.deepEqual(await erase(userId), {})
    await server.on()
    const other = randomUUID()
    await tell(registered(other))
    await eventually(() =>
      assert.deepEqual(
        server.received.map(({ recipient }) => recipient),
        [`${other}@example.test`],
      ),
    )
  })

  it('is answered once for a request that comes twice', async () => {
    const userId = randomUUID()
    const requested = UserErasureRequested({ userId, jobId: randomUUID() })
    await tell(requested, 'user')
    await tell(requested, 'user')
    await erase(userId)
    const receipts = seen.seen('user.data-erased').filter(({ data }) => data.jobId === requested.data.jobId)
    assert.equal(receipts.length, 1)
  })

  it('is given what is kept of them before, and nothing afterwards', async () => {
    const userId = randomUUID()
    const [first, late] = [randomUUID(), randomUUID()]
    await tell(registered(userId))
    await eventually(() => assert.ok(server.received.some(({ recipient }) => recipient.startsWith(userId))))
    await tell(UserExportRequested({ userId, jobId: first }), 'user')
    await eventually(() => {
      const [part] = seen.seen('user.data-exported').filter(({ data }) => data.jobId === first)
      assert.deepEqual(thatAreThere(part?.data.counts), { contacts: 1, deliveries: 1 })
    })
    await erase(userId)
    await tell(UserExportRequested({ userId, jobId: late }), 'user')
    await erase(userId)
    assert.ok(!seen.seen('user.data-exported').some(({ data }) => data.jobId === late))
  })
})

const thatAreThere = (counts: unknown) =>
  Object.fromEntries(
    Object.entries((counts ?? {}) as Record<string, number>).filter(([, count]) => count > 0),
  )

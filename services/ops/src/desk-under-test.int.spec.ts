// The ops service with a consumer that can fail, and the words in which specs of the desk speak.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { type DataOf, UserRegistered } from '@eventflow/contracts'
import { listSettings } from '@eventflow/runtime'
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
import { type ConfirmChannel, connect, type Options } from 'amqplib'
import { settings } from './config.js'
import { type ConsumerUnderTest, consumerUnderTest } from './consumer-under-test.int.spec.js'
import { opsService } from './service.js'

export type Json = Record<string, unknown>
export type Client = ReturnType<typeof clientOf>
type Registered = DataOf<typeof UserRegistered>
type Events = Awaited<ReturnType<typeof collectEvents>>

export interface Listed extends Json {
  id: string
  status: string
  fingerprint: string
}

interface Stage {
  stack: TestStack
  identity: TestIdentity
  consumer: ConsumerUnderTest
  addresses: Record<string, string>
  events: Events
}

export type DeskUnderTest = Stage & ReturnType<typeof wordsFor>

/** Of no service does anybody answer. */
export const nobodyAnywhere = Object.fromEntries(
  listSettings(settings.services).map(({ environmentName }) => [environmentName, 'http://127.0.0.1:9']),
)

export async function deskUnderTest(): Promise<DeskUnderTest> {
  const stack = await testStack()
  const identity = await testIdentity()
  const consumer = consumerUnderTest()
  const user = await stack.start(consumer.service, { AUTH_URL: identity.url })
  const addresses = { ...nobodyAnywhere, AUTH_URL: identity.url, USER_URL: user.url }
  const { url } = await stack.start(opsService, addresses)
  const events = await collectEvents(stack.broker.adminUrl, ['ops', 'user'])
  const stage = { stack, identity, consumer, addresses, events }
  return { ...stage, ...wordsFor(stage, url) }
}

function wordsFor({ stack, identity, events }: Stage, url: string) {
  const as = (...roles: string[]) => clientOf(url, { accessToken: identity.token({ roles }) })
  const operator = as('user', 'operator')

  /** As a producer would that does not know its own contract. */
  const send = (change: Json = {}, format: 'json' | 'avro' = 'json') => {
    const userId = randomUUID()
    const data = { userId, email: `${userId}@example.test`, name: 'Ada Lovelace', locale: 'en', ...change }
    const unchecked = { data, contract: { ...UserRegistered, check: () => [] } }
    const sending = { as: 'auth', sealingKey: stack.sealingKey, format }
    const sent = sendEvent(stack.broker.adminUrl, unchecked, sending)
    return sent.then((messageId) => ({ data: data as Registered, messageId }))
  }

  const list = async (query: Json): Promise<Listed[]> =>
    ((await operator.get('/v1/ops/dead-letters').query(query).expect(200)).body as { items: Listed[] }).items

  const letterOf = (messageId: string, status = 'all') =>
    eventually(async () => {
      const letter = (await list({ status, limit: 100 })).find((one) => one.messageId === messageId)
      assert.ok(letter, `the letter of ${messageId} is on the desk`)
      return letter
    })

  return {
    url,
    as,
    operator,
    send,
    list,
    letterOf,
    /** A message that its consumer put aside, as it lies on the desk. */
    parked: async (change: Json = { email: 'nowhere' }, format?: 'json' | 'avro') => {
      const sent = await send(change, format)
      return { ...sent, letter: await letterOf(sent.messageId) }
    },
    read: async (id: string) => {
      const { body, headers } = await operator.get(`/v1/ops/dead-letters/${id}`).expect(200)
      return { letter: body as Json & { verdict: Json; body: Json }, etag: String(headers.etag) }
    },
    edit: (id: string, etag: string, body: Json) =>
      operator.patch(`/v1/ops/dead-letters/${id}`).set('if-match', etag).send({ body }),
    rehearse: (id: string) => operator.post(`/v1/ops/dead-letters/${id}/dry-run`),
    replay: (body: Json) => operator.post('/v1/ops/dead-letters/replay').set('prefer', 'wait=10').send(body),
    discard: (body: Json) => operator.post('/v1/ops/dead-letters/discard').send(body),
    audited: (action: string, target?: string) =>
      eventually(() => {
        const told = events.seen('audit.recorded').map(({ data }) => data)
        const found = told.filter((one) => one.action === action && (!target || one.target === target))
        assert.ok(found.length > 0, `${action} was audited`)
        return found
      }),
    /** Does something on the broker as its administrator, confirmed. */
    withChannel: async (work: (channel: ConfirmChannel) => Promise<unknown>) => {
      const connection = await connect(stack.broker.adminUrl)
      try {
        const channel = await connection.createConfirmChannel()
        await work(channel)
        await channel.waitForConfirms()
      } finally {
        await connection.close()
      }
    },
    close: async () => {
      await events.close()
      await stack.close()
      await identity.close()
    },
  }
}

/** Puts bytes into a dead-letter queue past every consumer. */
export const lay = (desk: DeskUnderTest, properties: Options.Publish, body: string | Buffer = '{}') =>
  desk.withChannel(async (channel) => {
    channel.publish('dead', 'user', Buffer.from(body as string), properties)
  })

import assert from 'node:assert/strict'
import { type Desk, openDesk, type ParkedLetter } from '@eventflow/backbone/desk'
import { UserRegistered } from '@eventflow/contracts'
import { createLogger } from '@eventflow/runtime'
import { type Database, openDatabase } from '@eventflow/runtime/database'
import {
  brokerProxy,
  clientOf,
  eventually,
  sendEvent,
  type TestIdentity,
  type TestStack,
  testIdentity,
  testStack,
} from '@eventflow/testing'
import { type ConfirmChannel, connect } from 'amqplib'
import { nobodyAnywhere } from './desk-under-test.int.spec.js'
import { letterStore } from './letter-store.js'
import { schema } from './schema.js'
import { opsService } from './service.js'

const logger = createLogger('ops', 'silent')

describe('parking', () => {
  let stack: TestStack
  let identity: TestIdentity
  let database: Database
  let connection: Awaited<ReturnType<typeof connect>>
  let channel: ConfirmChannel

  before(async () => {
    stack = await testStack()
    identity = await testIdentity()
    const config = { url: await stack.databaseUrl('ops'), poolSize: 4, statementTimeoutMs: 10_000 }
    database = await openDatabase(config, { ...schema, logger })
    connection = await connect(stack.broker.adminUrl)
    channel = await connection.createConfirmChannel()
  })

  after(async () => {
    await connection.close()
    await database.close()
    await stack.close()
    await identity.close()
  })

  const start = (settings: Record<string, string> = {}) => {
    const addresses = { ...nobodyAnywhere, AUTH_URL: identity.url }
    return stack.start(opsService, { ...addresses, ...settings })
  }

  const operatorAt = (url: string) => clientOf(url, { accessToken: identity.token({ roles: ['operator'] }) })
  const brokerPort = () => Number(new URL(stack.broker.adminUrl).port)

  const desks: Desk[] = []

  afterEach(async () => {
    for (const desk of desks.splice(0)) await desk.close()
  })

  /** The desk alone, with a store that a spec can make fail. */
  const takeInto = async (store: (batch: readonly ParkedLetter[]) => Promise<void>, url?: string) => {
    const desk = await openDesk(url ?? stack.broker.urlFor('ops'), { service: 'ops', logger, store })
    desks.push(desk)
    desk.take(['user'])
  }

  const lay = async (count: number, label: string) => {
    for (let number = 0; number < count; number++)
      channel.publish('dead', 'user', Buffer.from('{}'), { messageId: `${label}-${number}` })
    await channel.waitForConfirms()
  }

  const kept = async (label: string) => {
    const like = `${label}-%`
    const rows: Array<{ status: string }> = await database.reader.query(
      'select status from dead_letters where message_id like $1',
      [like],
    )
    return rows
  }

  const isEmpty = async (queue: string) =>
    eventually(async () => assert.equal((await channel.checkQueue(queue)).messageCount, 0))

  /** Takes the message out of the queue of the user service, as that would, and gives it back so many times. */
  const giveBack = async (times: number, requeue: boolean) => {
    await channel.purgeQueue('user')
    const userId = '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12'
    const event = UserRegistered({ userId, email: 'ada@example.test', name: 'Ada', locale: 'en' })
    const messageId = await sendEvent(stack.broker.adminUrl, event, { as: 'auth' })
    for (let time = 0; time < times; time++) {
      const message = await eventually(async () => {
        const next = await channel.get('user', { noAck: false })
        assert.ok(next)
        return next
      })
      channel.nack(message, false, requeue)
    }
    return messageId
  }

  it('does not double what was stored and not yet acknowledged when the connection broke', async () => {
    const proxy = await brokerProxy({ host: '127.0.0.1', port: brokerPort() })
    const deliveries: ParkedLetter[] = []
    await lay(5, 'cut')
    const store = async (batch: readonly ParkedLetter[]) => {
      await letterStore(database).keep(batch)
      if (deliveries.length === 0) proxy.cut()
      deliveries.push(...batch)
    }
    await takeInto(store, proxy.urlFor(stack.broker.urlFor('ops')))
    await eventually(() => assert.ok(deliveries.length > 5, 'some came twice'))
    await isEmpty('user.dead')
    assert.equal((await kept('cut')).length, 5)
    assert.equal(new Set(deliveries.map(({ parking }) => parking)).size, 5)
    await proxy.close()
  })

  it('loses nothing and waits while its database is away, then takes it all', async () => {
    let attempts = 0
    await lay(3, 'away')
    await takeInto(async (batch) => {
      if (attempts++ < 2) throw Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })
      await letterStore(database).keep(batch)
    })
    await eventually(async () => assert.equal((await kept('away')).length, 3))
    await isEmpty('user.dead')
  })

  it('keeps the neighbours of a letter that cannot be stored, and leaves that one to the broker', async () => {
    await lay(4, 'bad')
    await takeInto(async (batch) => {
      if (batch.some(({ messageId }) => messageId === 'bad-1')) throw new Error('this one no table takes')
      await letterStore(database).keep(batch)
    })
    await eventually(async () => assert.equal((await kept('bad')).length, 3))
    await desks.pop()?.close()
    const left = await eventually(async () => {
      const message = await channel.get('user.dead', { noAck: true })
      assert.ok(message)
      return message
    })
    assert.equal(left.properties.messageId, 'bad-1')
  })

  it('leaves a replay open while the broker is away, and fails no letter for that', async () => {
    const proxy = await brokerProxy({ host: '127.0.0.1', port: brokerPort() })
    const { url, stop } = await start({ RABBITMQ_URL: proxy.urlFor(stack.broker.urlFor('ops')) })
    const operator = operatorAt(url)
    await lay(3, 'later')
    await eventually(async () => assert.equal((await kept('later')).length, 3))
    proxy.off()
    const rows: Array<{ id: string }> = await database.reader.query(
      "select id from dead_letters where message_id like 'later-%'",
    )
    const replay = operator.post('/v1/ops/dead-letters/replay').set('prefer', 'wait=2')
    const { body: open } = await replay.send({ ids: rows.map(({ id }) => id) }).expect(202)
    assert.deepEqual([open.status, open.done, open.failed], ['running', 0, 0])
    proxy.on()
    const path = `/v1/ops/dead-letters/replays/${open.id}`
    const { body: done } = await operator.get(path).set('prefer', 'wait=20').expect(200)
    assert.deepEqual([done.status, done.done, done.failed], ['done', 3, 0])
    await stop()
    await proxy.close()
  })

  it('forgets what was settled long ago, and nothing that waits', async () => {
    const letters = letterStore(database)
    await lay(3, 'old')
    await takeInto(letters.keep)
    await eventually(async () => assert.equal((await kept('old')).length, 3))
    await database.reader.query(
      `update dead_letters set parked_at = now() - interval '90 days',
         settled_at = case message_id when 'old-0' then now() - interval '31 days' when 'old-1' then now() end
       where message_id like 'old-%'`,
    )
    assert.equal(await letters.forget(new Date(Date.now() - 30 * 86_400_000)), 1)
    assert.equal((await kept('old')).length, 2)
  })

  describe('by two replicas', () => {
    let url: string

    before(async () => {
      url = (await start()).url
      await start()
    })

    const operator = () => operatorAt(url)

    it('takes every letter once', async () => {
      await lay(300, 'many')
      await eventually(async () => assert.equal((await kept('many')).length, 300))
      await isEmpty('user.dead')
    })

    it('finds a reason and a fingerprint where the broker itself put a message aside', async () => {
      for (const [messageId, reason] of [
        [await giveBack(21, true), 'delivery-limit'],
        [await giveBack(1, false), 'rejected'],
      ]) {
        const letter = await eventually(async () => {
          const [found]: Array<Record<string, unknown>> = await database.reader.query(
            'select reason, queue, type, fingerprint from dead_letters where message_id = $1',
            [messageId],
          )
          assert.ok(found)
          return found
        })
        assert.deepEqual([letter.reason, letter.queue, letter.type], [reason, 'user', 'user.registered'])
        assert.match(String(letter.fingerprint), /^[0-9a-f]{16}$/)
      }
    })

    it('carries a replay on when the replica that had it is gone', async () => {
      const { body: job } = await operator()
        .post('/v1/ops/dead-letters/replay')
        .send({ queue: 'user', ratePerSecond: 1_000 })
        .expect(202)
      assert.ok(job.total >= 300)
      const taken = await database.reader.query(
        `update replays set worker = 'gone', lease_until = now() where id = $1 and status in ('pending', 'running')
         returning id`,
        [job.id],
      )
      assert.equal(taken[1], 1, 'it was under way')
      const path = `/v1/ops/dead-letters/replays/${job.id}`
      const { body: done } = await operator().get(path).set('prefer', 'wait=15').expect(200)
      assert.deepEqual([done.status, done.done, done.failed], ['done', job.total, 0])
      assert.ok((await kept('many')).every(({ status }) => status === 'replayed'))
      const { messageCount } = await channel.checkQueue('user')
      assert.ok(messageCount >= job.total, `${messageCount} messages, some of them twice at the most`)
    })
  })
})

import assert from 'node:assert/strict'
import { type ChildProcess, fork } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { ActivityRecorded } from '@eventflow/contracts'
import {
  brokerProxy,
  clientOf,
  eventually,
  sendEvent,
  stackAddresses,
  type TestIdentity,
  type TestStack,
  testIdentity,
  testStack,
} from '@eventflow/testing'
import { type Connection, createConnection } from 'mongoose'
import { activityService } from './service.js'
import { activityWorker } from './worker-service.js'

describe('activities on their way into the database', () => {
  let stack: TestStack
  let identity: TestIdentity
  let database: Connection
  let mongoUrl: string
  let api: string
  const workers: ChildProcess[] = []

  before(async () => {
    stack = await testStack()
    identity = await testIdentity()
    const address = new URL(stackAddresses().mongoUrl)
    address.pathname = `/test_activity_${randomBytes(5).toString('hex')}`
    mongoUrl = address.href
    database = await createConnection(mongoUrl).asPromise()
    const settings = { AUTH_URL: identity.url, MONGO_URL: mongoUrl }
    api = (await stack.start(activityService, settings)).url
  })

  after(async () => {
    for (const worker of workers) worker.kill('SIGKILL')
    await stack.close()
    await identity.close()
    await database.dropDatabase()
    await database.close()
  })

  const postBatches = async (count: number, before: (batch: number) => void = () => undefined) => {
    const userId = randomUUID()
    const client = clientOf(api, { accessToken: identity.token({ userId }) })
    for (let batch = 0; batch < count; batch++) {
      before(batch)
      const activities = Array.from({ length: 500 }, (_, index) => ({
        type: 'PAGE_VIEW',
        properties: { index },
      }))
      // It may be connecting to the broker still.
      await eventually(() => client.post('/v1/activities').send({ activities }).expect(202))
    }
    return { stored: () => database.collection('activities').countDocuments({ userId }), all: count * 500 }
  }

  it('are all there, each once, when the worker is killed in the middle of a bulk, again and again', async () => {
    const { stored, all } = await postBatches(8)
    for (let kills = 0; kills < 2; kills++) {
      const before = await stored()
      const worker = forkWorker()
      await eventually(async () => assert.ok((await stored()) > before || before === all), {
        withinMs: 20_000,
      })
      worker.kill('SIGKILL')
      await once(worker, 'exit')
    }
    forkWorker()
    await eventually(async () => assert.equal(await stored(), all), { withinMs: 20_000 })
    workers.at(-1)?.kill('SIGTERM')
  })

  it('wait while the database is away, and are stored once it is back', async () => {
    const { hostname, port } = new URL(mongoUrl)
    const proxy = await brokerProxy({ host: hostname, port: Number(port) })
    const settings = { AUTH_URL: identity.url, MONGO_URL: proxy.urlFor(mongoUrl) }
    const worker = await stack.start(activityWorker, settings)
    const { stored, all } = await postBatches(5, (batch) => (batch === 2 ? proxy.off() : undefined))
    const readiness = async () => (await fetch(`${worker.url}/readyz`)).status
    await eventually(async () => assert.equal(await readiness(), 503))
    assert.ok((await stored()) < all)
    proxy.on()
    await eventually(async () => assert.equal(await stored(), all), { withinMs: 20_000 })
    await worker.stop()
    await proxy.close()
  })

  it('take no harm from one that the database refuses, be it in another message or in the same', async () => {
    const userId = randomUUID()
    const [example] = ActivityRecorded.examples[0]?.activities ?? []
    assert.ok(example)
    const one = (properties: Record<string, unknown>) => ({
      ...example,
      id: randomUUID(),
      userId,
      properties,
    })
    const good = [one({ a: 1 }), one({ a: 2 }), one({ a: 3 })] as const
    const tell = (activities: Array<ReturnType<typeof one>>) =>
      sendEvent(stack.broker.adminUrl, ActivityRecorded({ batchId: randomUUID(), activities }), {
        as: 'activity',
        sealingKey: stack.sealingKey,
      })
    await tell([good[0], one({ 'a\u0000b': 1 }), good[1]])
    await tell([good[2]])
    await stack.start(activityWorker, { AUTH_URL: identity.url, MONGO_URL: mongoUrl })
    await eventually(async () =>
      assert.equal(await database.collection('activities').countDocuments({ userId }), good.length),
    )
  })

  function forkWorker(): ChildProcess {
    const { endpoint, accessKey, secretKey, bucket } = stack.storage
    const worker = fork(join(__dirname, 'worker.js'), {
      stdio: 'ignore',
      env: {
        PATH: process.execPath,
        HOST: '127.0.0.1',
        PORT: '0',
        LOG_LEVEL: 'silent',
        AUTH_URL: identity.url,
        MONGO_URL: mongoUrl,
        RABBITMQ_URL: stack.broker.urlFor('activity'),
        REDIS_URL: stackAddresses().redisUrl,
        SEALING_KEY: stack.sealingKey.toString('base64'),
        CURSOR_KEY: randomBytes(32).toString('base64'),
        S3_ENDPOINT: endpoint,
        S3_ACCESS_KEY: accessKey,
        S3_SECRET_KEY: secretKey,
        S3_BUCKET: bucket,
      },
    })
    workers.push(worker)
    return worker
  }
})

// Alone: it measures how fast messages are handled.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { reaction } from '@eventflow/backbone'
import { type BackboneUnderTest, backboneUnderTest, type StartedService } from './backbone-under-test.js'
import { eventually } from './eventually.js'
import { deedTable, keepDeed, ParcelSent } from './parcels.js'

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i)

/** Takes its time over each parcel, as work does. */
const workMs = 20
const slow = {
  tables: [deedTable],
  reactions: () => [
    reaction(ParcelSent, async (happening) => {
      await sleep(workMs)
      return keepDeed(happening)
    }),
  ],
}

async function timed(work: Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await work
  return performance.now() - startedAt
}

describe('a backbone that closes', () => {
  let stage: BackboneUnderTest

  beforeEach(async () => {
    stage = await backboneUnderTest()
  })

  afterEach(() => stage.close())

  const sendParcels = (count: number) =>
    Promise.all(
      upTo(count).map((number) =>
        stage.send({
          exchange: 'desk.events',
          routingKey: 'parcel.sent',
          body: JSON.stringify({ parcelId: randomUUID(), number }),
          properties: { messageId: randomUUID(), type: 'parcel.sent' },
        }),
      ),
    )

  it('finishes what it has begun, leaves the rest in the queue, and loses and doubles nothing', async () => {
    const depot = await stage.start('depot', slow)
    await sendParcels(300)
    await eventually(async () => assert.ok((await depot.deeds()).length > 30))
    assert.ok((await timed(depot.backbone.close())) < 2_000)
    const done = (await depot.deeds()).length
    assert.ok(done < 300, `${done} were done before it closed`)
    await eventually(async () => assert.equal(await stage.waitingIn('depot'), 300 - done))
    await depot.stop()

    const again = await stage.startKeeper('depot')
    const deeds = await eventually(async () => {
      const found = await again.deeds()
      assert.ok(found.length >= 300)
      return found
    })
    assert.equal(deeds.length, 300)
    assert.equal(new Set(deeds.map(({ message_id }) => message_id)).size, 300)
    assert.equal(await again.counted('eventflow_messages_total', { outcome: 'duplicate' }), 0)
  })

  it('waits for the work in hand, and answers for it', async () => {
    let finish: () => void = () => undefined
    const finished = new Promise<void>((resolve) => {
      finish = resolve
    })
    let begun = false
    const depot = await stage.start('depot', {
      tables: [deedTable],
      reactions: () => [
        reaction(ParcelSent, async (happening) => {
          begun = true
          await finished
          return keepDeed(happening)
        }),
      ],
    })
    await sendParcels(1)
    await eventually(() => assert.ok(begun))
    const closing = depot.backbone.close()
    assert.equal(await Promise.race([closing, sleep(200, 'waiting')]), 'waiting')
    finish()
    await closing
    assert.equal((await depot.deeds()).length, 1)
    assert.equal(await stage.waitingIn('depot'), 0)
  })

  it('keeps in the outbox what it could not send any more, for the next start', async () => {
    const proxy = await stage.proxy()
    const desk = await stage.start('desk', { brokerUrl: proxy.urlFor(stage.broker.urlFor('desk')) })
    await eventually(() => desk.backbone.dependency?.check())
    proxy.off()
    const events = upTo(50).map((number) => ParcelSent({ parcelId: randomUUID(), number }))
    await desk.backbone.transact(async () => ({ events }))
    await desk.stop()
    const again = await stage.start('desk')
    await stage.take('depot', 50)
    await eventually(async () =>
      assert.deepEqual(await again.database.reader.query('select id from outbox'), []),
    )
  })

  it('returns when the broker is unreachable, and stops looking for it', async () => {
    const proxy = await stage.proxy()
    const brokerUrl = proxy.urlFor(stage.broker.urlFor('depot'))
    await proxy.close()
    const depot = await stage.startKeeper('depot', { brokerUrl })
    await eventually(() => assert.ok(depot.log.some(({ message }) => message === 'the broker is away')))
    assert.ok((await timed(depot.backbone.close())) < 500)
  })

  it('returns when the broker went away under it', async () => {
    const proxy = await stage.proxy()
    const depot = await stage.start('depot', {
      ...slow,
      brokerUrl: proxy.urlFor(stage.broker.urlFor('depot')),
    })
    await sendParcels(100)
    await eventually(async () => assert.ok((await depot.deeds()).length > 0))
    proxy.off()
    assert.ok((await timed(depot.backbone.close())) < 2_000)
  })

  it('returns when the broker does not answer', async () => {
    const proxy = await stage.proxy()
    const services: StartedService[] = []
    for (const service of ['desk', 'depot'])
      services.push(
        await stage.start(service, {
          ...(service === 'depot' ? slow : {}),
          brokerUrl: proxy.urlFor(stage.broker.urlFor(service)),
        }),
      )
    const [desk, depot] = services as [StartedService, StartedService]
    await sendParcels(100)
    await eventually(async () => assert.ok((await depot.deeds()).length > 0))
    proxy.freeze()
    const events = upTo(50).map((number) => ParcelSent({ parcelId: randomUUID(), number }))
    await desk.backbone.transact(async () => ({ events }))
    const tookMs = await timed(Promise.all(services.map(({ backbone }) => backbone.close())))
    assert.ok(tookMs < 8_000, `took ${tookMs} ms`)
    const [{ count }] = await desk.database.reader.query('select count(*)::int as count from outbox')
    assert.equal(count, 50)
  })

  it('gives up waiting for a database that is away, and the messages stay in the queue', async () => {
    const depot = await stage.startKeeper('depot', { settings: { DATABASE_POOL_SIZE: '2' } })
    await eventually(() => depot.backbone.dependency?.check())
    await depot.database.reader.query('alter table inbox rename to away')
    await depot.database.close()
    await sendParcels(20)
    await eventually(() =>
      assert.ok(depot.log.some(({ message }) => message === 'a message waits for the database')),
    )
    assert.ok((await timed(depot.backbone.close())) < 2_000)
    await eventually(async () => assert.equal(await stage.waitingIn('depot'), 20))
    assert.equal(await stage.waitingIn('depot.dead'), 0)
  })
})

import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { type BackboneUnderTest, backboneUnderTest, type StartedService } from './backbone-under-test.js'
import type { BrokerProxy } from './broker-proxy.js'
import { eventually } from './eventually.js'
import { type Deed, ParcelSent } from './parcels.js'

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i)

describe('a broker that goes away', () => {
  let stage: BackboneUnderTest
  let proxy: BrokerProxy
  let desk: StartedService
  let depot: StartedService

  before(async () => {
    stage = await backboneUnderTest()
    proxy = await stage.proxy()
    const through = (service: string) => ({ brokerUrl: proxy.urlFor(stage.broker.urlFor(service)) })
    desk = await stage.start('desk', through('desk'))
    depot = await stage.startKeeper('depot', through('depot'))
  })

  afterEach(async () => {
    await depot.database.reader.query('truncate deeds')
  })

  after(() => stage.close())

  const write = (numbers: readonly number[], parcelId: string = randomUUID()) =>
    desk.backbone.transact(async () => ({
      events: numbers.map((number) => ParcelSent({ parcelId, number })),
    }))
  const check = ({ backbone }: StartedService) => backbone.dependency?.check()
  const isReady = (service: StartedService) => eventually(() => check(service))
  const handled = (count: number): Promise<Deed[]> =>
    eventually(
      async () => {
        const deeds = await depot.deeds()
        assert.equal(new Set(deeds.map(({ message_id }) => message_id)).size, count)
        return deeds
      },
      { withinMs: 15_000 },
    )
  const isHandledOnceInOrder = async (count: number) => {
    const deeds = await handled(count)
    assert.equal(deeds.length, count)
    assert.deepEqual(
      deeds.map(({ number }) => number),
      upTo(count),
    )
    assert.ok(deeds.every(({ attempt }) => attempt === 1))
    assert.equal(await stage.waitingIn('depot.dead'), 0)
  }

  it('lets writes go on, is named by readiness, and gets everything when it is back', async () => {
    await isReady(desk)
    await isReady(depot)
    assert.equal(desk.backbone.dependency?.name, 'rabbitmq')
    const lines = desk.log.length + depot.log.length
    proxy.off()
    await eventually(() => assert.rejects(async () => check(desk)))
    await eventually(() => assert.rejects(async () => check(depot)))
    const parcelId = randomUUID()
    for (const number of upTo(100)) await write([number], parcelId)
    proxy.on()
    await isHandledOnceInOrder(100)
    await isReady(desk)
    await isReady(depot)
    const told = [...desk.log, ...depot.log].length - lines - 100
    assert.ok(told <= 20, `${told} lines about it`)
  })

  it('costs nothing when it closes all connections twenty times under load', async () => {
    await isReady(desk)
    await isReady(depot)
    const parcelId = randomUUID()
    let closed = 0
    for (const round of upTo(20)) {
      const numbers = upTo(25).map((n) => round * 25 + n)
      const [count] = await Promise.all([
        eventually(async () => {
          const open = await stage.closeConnections()
          assert.ok(open >= 2)
          return open
        }),
        write(numbers.slice(0, 10), parcelId).then(() => write(numbers.slice(10), parcelId)),
      ])
      closed += count
    }
    assert.ok(closed >= 40, `${closed} connections closed`)
    const deeds = await handled(500)
    assert.equal(deeds.length, 500)
    assert.equal(await stage.waitingIn('depot.dead'), 0)
    await isReady(depot)
    assert.equal((await stage.channel.checkQueue('depot')).consumerCount, 1)
  })

  it('costs nothing when the line breaks without a word, again and again', async () => {
    await isReady(desk)
    await isReady(depot)
    const parcelId = randomUUID()
    for (const round of upTo(10)) {
      await write(
        upTo(20).map((n) => round * 20 + n),
        parcelId,
      )
      await eventually(async () => assert.ok((await depot.deeds()).length > round * 2))
      proxy.cut()
    }
    assert.equal((await handled(200)).length, 200)
    await isReady(depot)
    assert.equal((await stage.channel.checkQueue('depot')).consumerCount, 1)
  })

  it('is found again when it closes a connection in the packet that opens it', async () => {
    for (const _ of upTo(5)) {
      await isReady(desk)
      proxy.closeNext()
      proxy.cut()
      await eventually(() => assert.rejects(async () => check(desk)))
    }
    await isReady(desk)
    await write(upTo(10))
    await isHandledOnceInOrder(10)
  })

  it('may freeze and thaw: nothing is lost, nothing is handled twice', async () => {
    await isReady(desk)
    const parcelId = randomUUID()
    await write(upTo(50), parcelId)
    proxy.freeze()
    for (const number of upTo(50)) await write([50 + number], parcelId)
    proxy.thaw()
    await isHandledOnceInOrder(100)
  })
})

describe('a service that starts without a broker', () => {
  let stage: BackboneUnderTest
  let proxy: BrokerProxy

  before(async () => {
    stage = await backboneUnderTest()
    proxy = await stage.proxy()
  })

  after(() => stage.close())

  it('starts, takes writes, says what it lacks, and catches up when the broker appears', async () => {
    proxy.off()
    const startedAt = Date.now()
    const through = (service: string) => ({ brokerUrl: proxy.urlFor(stage.broker.urlFor(service)) })
    const desk = await stage.start('desk', through('desk'))
    const depot = await stage.startKeeper('depot', through('depot'))
    assert.ok(Date.now() - startedAt < 3_000)
    for (const service of [desk, depot])
      await assert.rejects(async () => service.backbone.dependency?.check(), /not connected/)
    const events = upTo(20).map((number) => ParcelSent({ parcelId: randomUUID(), number }))
    await desk.backbone.transact(async () => ({ events }))
    proxy.on()
    await eventually(async () => assert.equal((await depot.deeds()).length, 20), {
      withinMs: 15_000,
    })
    for (const service of [desk, depot]) await eventually(() => service.backbone.dependency?.check())
  })
})

describe('a queue that is deleted under its consumer', () => {
  let stage: BackboneUnderTest
  let depot: StartedService

  before(async () => {
    stage = await backboneUnderTest()
    depot = await stage.startKeeper('depot')
  })

  after(() => stage.close())

  const isLive = () => depot.backbone.dependency?.check()
  const send = (number: number) =>
    stage.send({
      exchange: 'desk.events',
      routingKey: 'parcel.sent',
      body: JSON.stringify({ parcelId: randomUUID(), number }),
      properties: { messageId: randomUUID(), type: 'parcel.sent' },
    })

  it('is consumed again once it is there again, and its connection is not given up for it', async () => {
    await eventually(isLive)
    await Promise.all(upTo(500).map(send))
    await eventually(async () => assert.ok((await depot.deeds()).length > 20))
    await stage.channel.deleteQueue('depot')
    await eventually(() => assert.rejects(async () => isLive()))
    await stage.channel.assertQueue('depot', { arguments: { 'x-queue-type': 'quorum' } })
    await stage.channel.bindQueue('depot', 'desk.events', 'parcel.sent')
    await eventually(isLive)
    await send(1_000)
    await eventually(async () => assert.equal((await depot.deeds()).at(-1)?.number, 1_000))
    const complaints = depot.log.filter(
      ({ level, message }) => /warn|error/.test(level) && message !== 'a channel is set up again',
    )
    assert.deepEqual(complaints, [])
  })
})

import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { type BackboneUnderTest, backboneUnderTest, type StartedService } from './backbone-under-test.js'
import type { BrokerProxy } from './broker-proxy.js'
import { eventually } from './eventually.js'

/** One message at a time from beginning to end: what changes that begins a new consumer, known to the broker only a moment later. */
const watched = { RABBITMQ_WATCH_MS: '300', RABBITMQ_PREFETCH: '1' }

describe('a consumer that the broker no longer serves', () => {
  let stage: BackboneUnderTest
  let proxy: BrokerProxy
  let depot: StartedService
  let count = 0

  before(async () => {
    stage = await backboneUnderTest()
    proxy = await stage.proxy()
    const brokerUrl = proxy.urlFor(stage.broker.urlFor('depot'))
    depot = await stage.startKeeper('depot', { brokerUrl, settings: watched })
    await eventually(isLive)
  })

  after(() => stage.close())

  const isLive = () => depot.backbone.dependency?.check()
  const isReadyNow = async () => {
    try {
      await isLive()
      return true
    } catch {
      return false
    }
  }
  const revived = () => depot.counted('eventflow_consumer_revived_total')
  const consumers = async () => (await stage.channel.checkQueue('depot')).consumerCount
  const send = async () => {
    count++
    await stage.send({
      exchange: 'desk.events',
      routingKey: 'parcel.sent',
      body: JSON.stringify({ parcelId: randomUUID(), number: count }),
      properties: { messageId: randomUUID(), type: 'parcel.sent' },
    })
  }
  const everythingIsHandled = () =>
    eventually(async () => {
      assert.equal((await depot.deeds()).length, count)
      assert.equal(await stage.waitingIn('depot'), 0)
    })
  const isForgotten = async (others: number) => {
    assert.equal(proxy.forgetConsumers(), 1)
    await eventually(async () => assert.equal(await consumers(), others))
  }
  const complaints = () =>
    depot.log.filter(({ message }) => message.startsWith('the broker does not serve our consumer'))
  /** Notes whether readiness fell while something was waited for. */
  const fallsWhile = async (wait: () => Promise<unknown>): Promise<boolean> => {
    let fell = false
    let isOver = false
    const waiting = wait().finally(() => {
      isOver = true
    })
    await eventually(
      async () => {
        fell ||= !(await isReadyNow())
        assert.ok(isOver)
      },
      { everyMs: 5 },
    )
    await waiting
    return fell
  }

  it('is left alone while it works', async () => {
    for (let i = 0; i < 40; i++) {
      await send()
      await everythingIsHandled()
    }
    assert.equal(await revived(), 0)
    assert.deepEqual(complaints(), [])
  })

  it('is set up again when the broker knows no consumer of the queue, and readiness falls meanwhile', async () => {
    await isForgotten(0)
    await isLive()
    await send()
    assert.ok(await fallsWhile(everythingIsHandled))
    assert.equal(await revived(), 1)
    assert.deepEqual(
      complaints().map(({ fields }) => fields.reason),
      ['unknown'],
    )
    await eventually(isLive)
  })

  it('is set up again when messages wait for it, although somebody else consumes the same queue', async () => {
    await stage.channel.prefetch(1)
    const stuck = await stage.channel.consume('depot', () => undefined)
    await isForgotten(1)
    for (let i = 0; i < 5; i++) await send()
    await eventually(async () => assert.equal((await depot.deeds()).length, count - 1))
    assert.deepEqual(
      complaints().map(({ fields }) => fields.reason),
      ['unknown', 'starved'],
    )
    await stage.channel.cancel(stuck.consumerTag)
    await stage.channel.recover()
    await everythingIsHandled()
  })

  it('gets what comes after its queue was deleted and made again within milliseconds', async () => {
    const before = await revived()
    await stage.channel.deleteQueue('depot')
    await stage.channel.assertQueue('depot', { arguments: { 'x-queue-type': 'quorum' } })
    await stage.channel.bindQueue('depot', 'desk.events', 'parcel.sent')
    await send()
    // The broker either says that the consumer was cancelled, or believes to have given the message to it and has not.
    await everythingIsHandled()
    assert.equal(await revived(), before)
  })

  it('is renewed without a word when it was idle for a while, and stays ready', async () => {
    const lines = depot.log.length
    const [former] = proxy.consumers()
    let isReady = true
    await eventually(
      async () => {
        isReady &&= await isReadyNow()
        assert.notEqual(proxy.consumers()[0], former)
      },
      { everyMs: 5 },
    )
    assert.ok(isReady)
    assert.deepEqual(depot.log.slice(lines), [])
  })

  it('comes back by itself when its channel is killed, and when its connection is', async () => {
    const before = await revived()
    for (const kill of [proxy.killChannels, stage.closeConnections]) {
      assert.ok((await kill()) > 0)
      await eventually(() => assert.rejects(async () => isLive()))
      await send()
      await everythingIsHandled()
      await eventually(isLive)
      assert.equal(await consumers(), 1)
    }
    assert.equal(await revived(), before)
  })
})

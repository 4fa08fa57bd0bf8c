import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { bulkReaction, ignore, reaction, repeatableReaction } from '@eventflow/backbone'
import { type BackboneUnderTest, backboneUnderTest } from './backbone-under-test.js'
import { eventually } from './eventually.js'
import { keepDeed, ParcelAnnounced, ParcelLost, ParcelSent, ParcelStored } from './parcels.js'

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i)

describe('a service without outbox and inbox', () => {
  let stage: BackboneUnderTest

  beforeEach(async () => {
    stage = await backboneUnderTest()
  })

  afterEach(() => stage.close())

  const sent = (number: number) => ParcelSent({ parcelId: randomUUID(), number })
  const ready = async (service: string, plan: Parameters<typeof stage.start>[1] = {}) => {
    const started = await stage.start(service, { ...plan, withoutStore: true })
    await eventually(() => started.backbone.dependency?.check())
    return started
  }

  it('publishes at once, and knows then that the broker has it', async () => {
    const desk = await ready('desk')
    await desk.backbone.publish(upTo(300).map(sent))
    assert.equal(await stage.waitingIn('depot'), 300)
    await assert.rejects(
      desk.backbone.publish([ParcelStored({ parcelId: randomUUID() })]),
      /is for depot to say/,
    )
    await desk.backbone.publish([ParcelAnnounced({ parcelId: randomUUID() })])
  })

  it('says so when the broker is away or takes no more, instead of keeping what it cannot send', async () => {
    const proxy = await stage.proxy()
    const desk = await ready('desk', { brokerUrl: proxy.urlFor(stage.broker.urlFor('desk')) })
    proxy.freeze()
    const flood = desk.backbone.publish(upTo(4_990).map(sent)).catch((error: Error) => error)
    await assert.rejects(desk.backbone.publish(upTo(20).map(sent)), { code: 'BROKER_BUSY', status: 503 })
    proxy.off()
    assert.ok((await flood) instanceof Error)
    await eventually(() =>
      assert.rejects(desk.backbone.publish([sent(1)]), { code: 'BROKER_AWAY', status: 503 }),
    )
  })

  it('has nothing to write events into', async () => {
    const desk = await ready('desk')
    await assert.rejects(
      desk.backbone.transact(async () => ({ events: [] })),
      /desk has no database/,
    )
    await assert.rejects(desk.backbone.consume([reaction(ParcelSent, keepDeed)]), /must be repeatable/)
  })

  it('reacts to each message, again after a failure, and counts what it ignores', async () => {
    const seen: Array<{ number: number; attempt: number }> = []
    const depot = await ready('depot', {
      reactions: () => [
        repeatableReaction(ParcelSent, async ({ data: { number }, envelope: { attempt } }) => {
          if (number === 1) return ignore('the first is free')
          if (number === 2 && attempt === 1) throw new Error('not yet')
          seen.push({ number, attempt })
          return undefined
        }),
      ],
    })
    const desk = await ready('desk')
    await desk.backbone.publish(upTo(4).map(sent))
    await eventually(() => assert.equal(seen.length, 3))
    assert.deepEqual(
      seen.sort((a, b) => a.number - b.number),
      [0, 2, 3].map((number) => ({ number, attempt: number === 2 ? 2 : 1 })),
    )
    assert.equal(await depot.counted('eventflow_messages_total', { reason: 'the first is free' }), 1)
  })

  it('takes many messages in one piece, and finds the one that spoils it', async () => {
    const pieces: number[][] = []
    const depot = await ready('depot', {
      settings: { RABBITMQ_LANES: '1', RABBITMQ_BATCH: '100' },
      reactions: () => [
        bulkReaction(ParcelSent, async (news) => {
          const numbers = news.map(({ data }) => data.number)
          if (numbers.includes(250)) throw new Error('spoilt')
          pieces.push(numbers)
        }),
        repeatableReaction(ParcelLost, async () => undefined),
      ],
    })
    const desk = await ready('desk')
    await desk.backbone.publish(upTo(500).map(sent))
    await eventually(() => assert.equal(pieces.flat().length, 499))
    assert.equal(new Set(pieces.flat()).size, 499)
    assert.ok(pieces.length < 300, `${pieces.length} pieces`)
    assert.ok(pieces.some(({ length }) => length > 10))
    await eventually(async () => assert.equal(await depot.counted('eventflow_retries_total'), 1))
  })
})

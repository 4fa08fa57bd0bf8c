import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { bulkReaction, type Platform, type Reaction, repeatableReaction } from '@eventflow/backbone'
import { createLogger, runInContext, type WorkContext } from '@eventflow/runtime'
import { openRedis, type Redis } from '@eventflow/runtime/redis'
import { type BackboneUnderTest, backboneUnderTest } from './backbone-under-test.js'
import { type BrokerProxy, brokerProxy } from './broker-proxy.js'
import { eventually } from './eventually.js'
import { ParcelSent, parcels } from './parcels.js'
import { stackAddresses } from './stack.js'

const platform: Platform = {
  ...parcels,
  consumers: [
    { queue: 'depot', service: 'depot', contracts: [ParcelSent] },
    { queue: 'depot.sorting', service: 'depot', contracts: [ParcelSent] },
  ],
}

const logger = createLogger('depot', 'silent')

describe('what a service without an inbox has handled', () => {
  let stage: BackboneUnderTest
  let way: BrokerProxy
  let redis: Redis

  beforeEach(async () => {
    stage = await backboneUnderTest(platform)
    const { hostname, port } = new URL(stackAddresses().redisUrl)
    way = await brokerProxy({ host: hostname, port: Number(port) })
    redis = await openRedis({ url: way.urlFor(stackAddresses().redisUrl) }, { logger })
    await eventually(() => redis.dependency?.check())
  })

  afterEach(async () => {
    await stage.close()
    await redis.close()
    await way.close()
  })

  const startDepot = (reactions: readonly Reaction[]) =>
    stage.start('depot', { withoutStore: true, marks: redis, reactions: () => reactions })

  /** Sends a parcel as a call would, and answers what the Sync-Token of its answer would name. */
  const startDesk = async () => {
    const desk = await stage.start('desk', { withoutStore: true })
    await eventually(() => desk.backbone.dependency?.check())
    return async (parcelId: string): Promise<WorkContext['written']> => {
      const call: WorkContext = { traceparent: `00-${'1'.repeat(32)}-${'2'.repeat(16)}-00`, written: [] }
      await runInContext(call, () => desk.backbone.publish([ParcelSent({ parcelId, number: 1 })]))
      return call.written
    }
  }

  const nothingPends = async (pending: () => Promise<number>) => {
    while ((await pending()) > 0) await new Promise((resolve) => setImmediate(resolve))
  }

  it('is there for a read in any process as soon as nothing is pending, and not before', async () => {
    const stored = new Set<string>()
    const sorted = new Set<string>()
    const reactions = [
      repeatableReaction(ParcelSent, async ({ data }) => void stored.add(data.parcelId)),
      bulkReaction(
        ParcelSent,
        async (news) => {
          await new Promise((resolve) => setTimeout(resolve, 2))
          for (const { data } of news) sorted.add(data.parcelId)
        },
        { queue: 'sorting' },
      ),
    ]
    await startDepot(reactions)
    await startDepot(reactions)
    const reader = await startDepot([])
    const send = await startDesk()
    const writeAndRead = async () => {
      for (let round = 0; round < 50; round++) {
        const parcelId = randomUUID()
        const written = await send(parcelId)
        assert.equal(written.length, 1)
        await nothingPends(() => reader.backbone.pending(written))
        assert.deepEqual([stored.has(parcelId), sorted.has(parcelId)], [true, true])
      }
    }
    await Promise.all([1, 2, 3, 4].map(writeAndRead))
    assert.equal(stored.size, 200)
  })

  it('stays pending while Redis is away, which holds up nothing, and is told when it is back', async () => {
    let heard = 0
    const depot = await startDepot([
      repeatableReaction(ParcelSent, async () => void heard++),
      repeatableReaction(ParcelSent, async () => undefined, { queue: 'sorting' }),
    ])
    const send = await startDesk()
    way.freeze()
    const written = (await Promise.all(Array.from({ length: 30 }, () => send(randomUUID())))).flat()
    await eventually(() => assert.equal(heard, 30))
    const askedAt = Date.now()
    assert.equal(await depot.backbone.pending(written), 60)
    assert.ok(Date.now() - askedAt < 1_000)
    way.off()
    way.thaw()
    const more = await send(randomUUID())
    await eventually(() => assert.equal(heard, 31))
    assert.equal(await depot.backbone.pending(more), 2)
    way.on()
    await eventually(async () => assert.equal(await depot.backbone.pending([...written, ...more]), 0))
  })

  it('is pending while its work fails, until it is done', async () => {
    let isBroken = true
    const depot = await startDepot([
      repeatableReaction(ParcelSent, async () => undefined),
      repeatableReaction(
        ParcelSent,
        async () => {
          if (isBroken) throw new Error('not yet')
          return undefined
        },
        { queue: 'sorting' },
      ),
    ])
    const send = await startDesk()
    const written = await send(randomUUID())
    await eventually(async () => assert.equal(await depot.counted('eventflow_retries_total'), 1))
    await eventually(async () => assert.equal(await depot.backbone.pending(written), 1))
    isBroken = false
    await eventually(async () => assert.equal(await depot.backbone.pending(written), 0))
  })
})

import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import {
  type Happening,
  type Platform,
  queueSettings,
  reaction,
  repeatableReaction,
} from '@eventflow/backbone'
import { readSettings } from '@eventflow/runtime'
import { type BackboneUnderTest, backboneUnderTest, type StartedService } from './backbone-under-test.js'
import { eventually } from './eventually.js'
import { deedTable, keepDeed, ParcelLost, ParcelSent, parcels } from './parcels.js'

const sorting = 'depot.sorting'

/** The depot stores what is sent at once, and sorts it in its own time. */
const platform: Platform = {
  ...parcels,
  consumers: [
    { queue: 'depot', service: 'depot', contracts: [ParcelSent] },
    { queue: sorting, service: 'depot', contracts: [ParcelSent, ParcelLost] },
  ],
}

const limits = queueSettings('sorting', { prefetch: 4, lanes: 8, batch: 1 })

type Sort = (happening: Happening<{ parcelId: string; number: number }>) => Promise<void>

describe('a service with two queues', () => {
  let stage: BackboneUnderTest
  let desk: StartedService

  beforeEach(async () => {
    stage = await backboneUnderTest(platform)
    desk = await stage.start('desk')
  })

  afterEach(() => stage.close())

  const sends = async (number: number) => {
    const parcel = ParcelSent({ parcelId: randomUUID(), number })
    await desk.backbone.transact(async () => ({ events: [parcel] }))
    return parcel.data.parcelId
  }

  const depotThatSorts = (sort: Sort, inOrder = false) =>
    stage.start('depot', {
      tables: [deedTable],
      queues: { sorting: readSettings(limits, { RABBITMQ_SORTING_LANES: '2' }) },
      settings: { REACTION_WITHIN_MS: '20000' },
      reactions: () => [
        reaction(ParcelSent, keepDeed),
        reaction(
          ParcelSent,
          async (happening) => {
            await sort(happening)
            await keepDeed({ ...happening, envelope: { ...happening.envelope, type: 'sorted' } })
            return []
          },
          { queue: 'sorting', inOrder },
        ),
        reaction(ParcelLost, async () => [], { queue: 'sorting' }),
      ],
    })

  const deedsOf = async (depot: StartedService, type: string) =>
    (await depot.deeds()).filter((deed) => deed.type === type)

  /** Work waits for it until it is opened. */
  const newGate = () => {
    let open: () => void = () => undefined
    const opened = new Promise<void>((resolve) => {
      open = resolve
    })
    return { open, opened }
  }

  it('goes on with the one while the other is stuck, which holds no more than it may', async () => {
    const gate = newGate()
    let atWork = 0
    const depot = await depotThatSorts(() => {
      atWork++
      return gate.opened
    })
    for (let number = 0; number < 30; number++) await sends(number)
    await eventually(async () => assert.equal((await deedsOf(depot, ParcelSent.type)).length, 30))
    assert.equal((await deedsOf(depot, 'sorted')).length, 0)
    assert.ok(atWork >= 1 && atWork <= 2, `${atWork} at work in two lanes`)
    const waiting = await stage.waitingIn(sorting)
    gate.open()
    assert.ok(waiting >= 24, `${waiting} wait in the queue, where at most one and four more are held`)
    await eventually(async () => assert.equal((await deedsOf(depot, 'sorted')).length, 30))
  })

  it('handles a message once in each, and tells what is pending in either', async () => {
    const gate = newGate()
    const depot = await depotThatSorts(async ({ envelope }) => {
      if (envelope.attempt === 1) throw new Error('not sorted yet')
      await gate.opened
    })
    const parcelId = await sends(1)
    await eventually(async () => assert.equal((await deedsOf(depot, ParcelSent.type)).length, 1))
    const [stored] = await depot.deeds()
    const message = { id: stored?.message_id ?? '', type: ParcelSent.type }
    assert.equal(await depot.backbone.pending([message]), 1)
    gate.open()
    await eventually(async () => assert.equal((await deedsOf(depot, 'sorted')).length, 1))
    assert.equal(await depot.backbone.pending([message]), 0)
    // The retry came back to the queue that failed, and to no other.
    const first = { queue: 'depot', type: ParcelSent.type }
    await eventually(async () => assert.equal(await depot.counted('eventflow_messages_total', first), 1))
    const second = { queue: sorting, type: ParcelSent.type }
    await eventually(async () => assert.equal(await depot.counted('eventflow_messages_total', second), 2))
    assert.deepEqual(
      (await depot.deeds()).map(({ parcel_id }) => parcel_id),
      [parcelId, parcelId],
    )
  })

  it('puts aside what fails for good where the dead letters of its queue are', async () => {
    await depotThatSorts(async () => undefined)
    await stage.send({
      exchange: 'desk.events',
      routingKey: ParcelLost.type,
      body: 'no parcel',
      properties: { type: ParcelLost.type, contentType: 'application/json' },
    })
    const [dead] = await stage.take(`${sorting}.dead`, 1)
    assert.equal(dead?.properties.headers?.['x-dead-queue'], sorting)
    assert.equal(await stage.waitingIn('depot.dead'), 0)
  })

  it('lets an entity wait in the one, shows it, tries it when told to, and rehearses by the name of the queue', async () => {
    let isBroken = true
    const depot = await depotThatSorts(async () => {
      if (isBroken) throw new Error('the sorter is broken')
    }, true)
    const parcelId = await sends(1)
    const { operations } = depot.backbone
    await eventually(async () => {
      const held = (await operations?.heldKeys()) ?? []
      assert.deepEqual(
        held.map(({ key }) => key),
        [parcelId],
      )
    })
    const stored = await eventually(async () => {
      const [deed] = await deedsOf(depot, ParcelSent.type)
      assert.ok(deed, 'the other queue has not handled it yet')
      return deed
    })
    const again = {
      properties: {
        messageId: stored.message_id,
        type: ParcelSent.type,
        appId: 'desk',
        contentType: 'application/json',
        correlationId: randomUUID(),
        headers: { 'x-schema-version': 1 },
      },
      body: Buffer.from(JSON.stringify({ parcelId, number: 1 })),
    }
    assert.equal((await operations?.rehearse(again))?.outcome, 'duplicate')
    assert.match((await operations?.rehearse(again, sorting))?.error ?? '', /the sorter is broken/)
    assert.match((await operations?.rehearse(again, 'depot.attic'))?.error ?? '', /nothing here reacts/)
    isBroken = false
    assert.equal(await operations?.resumeKey(parcelId), true)
    await eventually(async () => assert.equal((await deedsOf(depot, 'sorted')).length, 1))
  })

  it('is not ready while one of its queues is missing, and says which', async () => {
    await stage.channel.deleteQueue(sorting)
    const depot = await depotThatSorts(async () => undefined)
    await eventually(() =>
      assert.rejects(async () => depot.backbone.dependency?.check(), /the broker lacks queue depot\.sorting/),
    )
    await sends(1)
    await eventually(async () => assert.equal((await deedsOf(depot, ParcelSent.type)).length, 1))
  })

  it('does so without an inbox as well', async () => {
    const heard: string[] = []
    await stage.start('depot', {
      withoutStore: true,
      reactions: () => [
        repeatableReaction(ParcelSent, async () => void heard.push('stored')),
        repeatableReaction(ParcelSent, async () => void heard.push('sorted'), { queue: 'sorting' }),
      ],
    })
    await sends(1)
    await eventually(() => assert.deepEqual([...heard].sort(), ['sorted', 'stored']))
  })
})

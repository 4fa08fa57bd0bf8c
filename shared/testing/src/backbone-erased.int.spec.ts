import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { eraseKey, isErased, type Platform, permanent, reaction } from '@eventflow/backbone'
import { defineEvent, uuid } from '@eventflow/contracts'
import { type BackboneUnderTest, backboneUnderTest, type StartedService } from './backbone-under-test.js'
import { sendEvent } from './events.js'
import { eventually } from './eventually.js'
import { deedTable, keepDeed, ParcelLost, ParcelSent, parcels } from './parcels.js'

const exampleId = '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12'

/** About a parcel, and about two persons. */
const ParcelGiven = defineEvent({
  type: 'parcel.given',
  version: 1,
  producer: 'desk',
  key: 'parcelId',
  persons: ['ownerId', 'giverId'],
  schema: { parcelId: uuid(), ownerId: uuid(), giverId: uuid() },
  examples: [{ parcelId: exampleId, ownerId: exampleId, giverId: exampleId }],
})

const platform: Platform = {
  ...parcels,
  contracts: [...parcels.contracts, ParcelGiven],
  consumers: [{ queue: 'depot', service: 'depot', contracts: [ParcelSent, ParcelLost, ParcelGiven] }],
}

describe('an entity that was erased', () => {
  let stage: BackboneUnderTest
  let depot: StartedService
  let fails = false

  before(async () => {
    stage = await backboneUnderTest(platform)
    depot = await stage.start('depot', {
      tables: [deedTable],
      reactions: () => [
        reaction(
          ParcelSent,
          (happening) => {
            if (fails) throw permanent('not now')
            return keepDeed(happening)
          },
          { inOrder: true },
        ),
        reaction(ParcelLost, keepDeed, { evenIfErased: true }),
        reaction(ParcelGiven, keepDeed),
      ],
    })
  })

  after(() => stage.close())

  const send = (event: Parameters<typeof sendEvent>[1]) =>
    sendEvent(stage.broker.adminUrl, event, { as: 'desk' })
  const erase = (key: string) => depot.database.transaction((transaction) => eraseKey(transaction, key))
  const typesOf = async (key: string) =>
    (await depot.deeds()).filter(({ parcel_id: id }) => id === key).map(({ type }) => type)
  const ignored = () =>
    depot.counted('eventflow_messages_total', { outcome: 'ignored', reason: 'the entity was erased' })

  it('is not brought back by an event that comes late, and other entities go on', async () => {
    const [gone, other] = [randomUUID(), randomUUID()]
    await erase(gone)
    const before = await ignored()
    await send(ParcelSent({ parcelId: gone, number: 1 }))
    await send(ParcelSent({ parcelId: other, number: 1 }))
    await eventually(async () => assert.equal(await ignored(), before + 1))
    await eventually(async () => assert.deepEqual(await typesOf(other), ['parcel.sent']))
    assert.deepEqual(await typesOf(gone), [])
  })

  it('is not brought back by an event about something else that names it, wherever in a batch that is', async () => {
    const [owner, giver] = [randomUUID(), randomUUID()]
    await erase(owner)
    await erase(giver)
    const before = await ignored()
    const given = (ownerId: string, giverId: string) =>
      ParcelGiven({ parcelId: randomUUID(), ownerId, giverId })
    const events = [given(owner, randomUUID()), given(randomUUID(), randomUUID()), given(randomUUID(), giver)]
    await Promise.all(events.map(send))
    await eventually(async () => assert.equal(await ignored(), before + 2))
    const kept = () => Promise.all(events.map(async ({ data }) => (await typesOf(data.parcelId)).length))
    await eventually(async () => assert.deepEqual(await kept(), [0, 1, 0]))
  })

  it('is heard of by reactions that say so', async () => {
    const gone = randomUUID()
    await erase(gone)
    await send(ParcelLost({ parcelId: gone }))
    await eventually(async () => assert.deepEqual(await typesOf(gone), ['parcel.lost']))
  })

  it('takes the messages that waited for it along, and the events that had not left', async () => {
    const gone = randomUUID()
    fails = true
    await send(ParcelSent({ parcelId: gone, number: 1 }))
    await eventually(async () => assert.equal((await depot.backbone.operations?.heldKeys())?.length, 1))
    fails = false
    await depot.database.reader.query(
      `insert into outbox (id, type, key, exchange, mandatory, properties, body, held_until)
       values ($1, 'parcel.stored', $2, 'depot.events', true, '{}', '', now() + interval '1 hour')`,
      [randomUUID(), gone],
    )
    assert.deepEqual(await erase(gone), { unsentEvents: 1, heldMessages: 1 })
    assert.deepEqual(await depot.backbone.operations?.heldKeys(), [])
  })

  it('finds what was written by a transaction that had asked before, since it waits for its end', async () => {
    const gone = randomUUID()
    const order: string[] = []
    let erasing: Promise<unknown> | undefined
    await depot.database.transaction(async (transaction) => {
      assert.equal(await isErased(transaction, gone), false)
      erasing = erase(gone).then(() => order.push('erased'))
      // As long as somebody waits for the lock the erasure has not come to its end.
      await eventually(async () => {
        const waiting: unknown[] = await depot.database.reader.query(
          `select 1 from pg_locks where locktype = 'advisory' and classid = 7314005 and not granted
             and database = (select oid from pg_database where datname = current_database())`,
        )
        assert.equal(waiting.length, 1)
      })
      order.push('written')
    })
    await erasing
    assert.deepEqual(order, ['written', 'erased'])
    assert.equal(await depot.database.transaction((transaction) => isErased(transaction, gone)), true)
  })
})

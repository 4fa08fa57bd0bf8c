import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { carriesEvents, repeatableReaction } from '@eventflow/backbone'
import { createLogger } from '@eventflow/runtime'
import { type Documents, openMongo } from '@eventflow/runtime/mongo'
import { Schema } from 'mongoose'
import { type BackboneUnderTest, backboneUnderTest, type StartedService } from './backbone-under-test.js'
import { eventually } from './eventually.js'
import { ParcelLost, ParcelSent, ParcelStored } from './parcels.js'
import { stackAddresses } from './stack.js'

const shelfSchema = new Schema({ _id: String, parcels: Number, version: Number }, { versionKey: false })
shelfSchema.plugin(carriesEvents)
const schemas = { shelves: shelfSchema }

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i)
const logger = createLogger('depot', 'silent')

describe('a service that keeps documents', () => {
  let stage: BackboneUnderTest
  let documents: Documents<typeof schemas>

  beforeEach(async () => {
    stage = await backboneUnderTest()
    const address = new URL(stackAddresses().mongoUrl)
    address.pathname = `/test_${randomBytes(5).toString('hex')}`
    documents = await openMongo({ url: address.href }, { logger, schemas })
  })

  afterEach(async () => {
    await stage.close()
    await documents.models.shelves.db.dropDatabase()
    await documents.close()
  })

  const shelves = () => documents.models.shelves
  const startDepot = async (brokerUrl?: string): Promise<StartedService> =>
    stage.start('depot', {
      withoutStore: true,
      documents: [shelves()],
      settings: { OUTBOX_POLL_MS: '100' },
      ...(brokerUrl && { brokerUrl }),
    })
  const store = (depot: StartedService, parcelId: string) =>
    depot.backbone.carry([ParcelStored({ parcelId })], (carried) =>
      shelves().updateOne({ _id: parcelId }, { $setOnInsert: { parcels: 1, ...carried } }, { upsert: true }),
    )
  const carrying = () => shelves().countDocuments({ outboxSince: { $exists: true } })

  it('publishes what a document says, once, and clears it away', async () => {
    const depot = await startDepot()
    const ids = upTo(300).map(() => randomUUID())
    await Promise.all(ids.map((id) => store(depot, id)))
    const messages = await stage.take('ledger', 300)
    assert.deepEqual(
      messages.map(({ content }) => (JSON.parse(content.toString()) as { parcelId: string }).parcelId).sort(),
      [...ids].sort(),
    )
    await eventually(async () => assert.equal(await carrying(), 0))
    assert.deepEqual(await shelves().findById(ids[0]).lean(), { _id: ids[0], parcels: 1 })
    assert.equal(await stage.waitingIn('ledger'), 0)
  })

  it('says nothing when the write is refused, and nothing again when it is repeated', async () => {
    const depot = await startDepot()
    const parcelId = randomUUID()
    await assert.rejects(
      depot.backbone.carry([ParcelStored({ parcelId })], () => Promise.reject(new Error('full'))),
    )
    await assert.rejects(depot.backbone.carry([ParcelSent({ parcelId, number: 1 })], async () => undefined))
    for (const _ of upTo(5)) await store(depot, parcelId)
    await stage.take('ledger', 1)
    await eventually(async () => assert.equal(await carrying(), 0))
    assert.equal(await stage.waitingIn('ledger'), 0)
  })

  it('keeps the order of the events of one document, those that come while others leave too', async () => {
    const depot = await startDepot()
    const parcelId = randomUUID()
    await store(depot, parcelId)
    for (const version of upTo(40))
      await depot.backbone.carry([ParcelStored({ parcelId })], ({ outbox, outboxSince }) =>
        shelves().updateOne(
          { _id: parcelId },
          { $push: { outbox: { $each: outbox } }, $set: { version, outboxSince } },
        ),
      )
    const messages = await stage.take('ledger', 41)
    const ids = messages.map(({ properties }) => String(properties.messageId))
    // They were made one after the other, and their ids begin with the time.
    assert.deepEqual(ids, [...ids].sort())
    await eventually(async () => assert.equal(await carrying(), 0))
    assert.equal((await shelves().findById(parcelId).lean())?.version, 39)
  })

  it('loses nothing while the broker is away, and shares the work with its replicas', async () => {
    const proxy = await stage.proxy()
    const brokerUrl = proxy.urlFor(stage.broker.urlFor('depot'))
    const [one, other] = [await startDepot(brokerUrl), await startDepot(brokerUrl)]
    proxy.off()
    await eventually(() => assert.rejects(async () => one.backbone.dependency?.check()))
    const ids = upTo(200).map(() => randomUUID())
    await Promise.all(ids.map((id, n) => store(n % 2 ? one : other, id)))
    assert.equal(await carrying(), 200)
    proxy.on()
    const messages = await stage.take('ledger', 200)
    assert.equal(new Set(messages.map(({ properties }) => properties.messageId)).size, 200)
    await eventually(async () => assert.equal(await carrying(), 0))
    assert.equal(await stage.waitingIn('ledger'), 0)
  })

  it('publishes again what was published by a process that died before it could forget it', async () => {
    const parcelId = randomUUID()
    const writer = await startDepot()
    await store(writer, parcelId)
    const [first] = await stage.take('ledger', 1)
    await eventually(async () => assert.equal(await carrying(), 0))
    await writer.stop()
    const carried = {
      id: first?.properties.messageId,
      type: 'parcel.stored',
      key: parcelId,
      exchange: 'depot.events',
      mandatory: true,
      properties: JSON.stringify(first?.properties),
      body: first?.content,
      writtenAt: new Date(),
    }
    const longAgo = new Date(Date.now() - 1_000)
    await shelves().updateOne(
      { _id: parcelId },
      { $set: { outbox: [carried], outboxSince: longAgo, outboxHeldUntil: longAgo } },
    )
    await startDepot()
    const [again] = await stage.take('ledger', 1)
    assert.equal(again?.properties.messageId, first?.properties.messageId)
  })

  it('reacts to a double without doing anything twice, and what it needs being away costs no attempt', async () => {
    let isAway = true
    const mongo = { name: 'mongodb', check: async () => assert.ok(!isAway) }
    const attempts: number[] = []
    const depot: StartedService = await stage.start('depot', {
      withoutStore: true,
      documents: [shelves()],
      dependencies: [mongo],
      reactions: () => [
        repeatableReaction(ParcelSent, async ({ data: { parcelId }, envelope }) => {
          attempts.push(envelope.attempt)
          if (isAway) throw new Error('connection lost')
          await store(depot, parcelId)
          return undefined
        }),
        repeatableReaction(ParcelLost, async () => undefined),
      ],
    })
    const [parcelId, messageId] = [randomUUID(), randomUUID()]
    for (const _ of upTo(3))
      await stage.send({
        exchange: 'desk.events',
        routingKey: 'parcel.sent',
        body: JSON.stringify({ parcelId, number: 1 }),
        properties: { messageId, type: 'parcel.sent' },
      })
    await eventually(() => assert.ok(attempts.length > 0))
    isAway = false
    await eventually(async () =>
      assert.equal(await depot.counted('eventflow_messages_total', { outcome: 'handled' }), 3),
    )
    assert.deepEqual([...new Set(attempts)], [1])
    await eventually(async () => assert.equal(await carrying(), 0))
    // The ledger hears of the parcel when it was sent, three times, and once when it was stored.
    assert.equal(
      (await stage.take('ledger', 4)).filter(({ properties: { type } }) => type === 'parcel.stored').length,
      1,
    )
  })
})

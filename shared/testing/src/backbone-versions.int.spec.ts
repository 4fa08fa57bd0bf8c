import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { type Happening, type Platform, type Reaction, reaction } from '@eventflow/backbone'
import { defineEvent, integer, optional, record, text, uuid } from '@eventflow/contracts'
import { type BackboneUnderTest, backboneUnderTest, type StartedService } from './backbone-under-test.js'
import { eventually } from './eventually.js'
import { deedTable, keepDeed } from './parcels.js'

const parcelId = '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12'

const weighed = { type: 'parcel.weighed', producer: 'desk', key: 'parcelId' } as const
const firstFields = { parcelId: uuid(), grams: integer(0), pin: text(20) }

const First = defineEvent({
  ...weighed,
  version: 1,
  sealed: ['pin'],
  schema: firstFields,
  examples: [{ parcelId, grams: 1, pin: '0000' }],
})

/** As a later deployment of version 1 has it. */
const FirstGrown = defineEvent({
  ...weighed,
  version: 1,
  sealed: ['pin', 'hint'],
  schema: { ...firstFields, note: optional(text(20)), hint: optional(text(20)) },
  examples: [{ parcelId, grams: 1, pin: '0000', note: 'heavy', hint: 'the usual' }],
})

const Second = defineEvent({
  ...weighed,
  version: 2,
  sealed: ['code'],
  schema: { parcelId: uuid(), weight: record({ grams: integer(0) }), code: text(20) },
  examples: [{ parcelId, weight: { grams: 1 }, code: '0000' }],
  upcast: { 1: ({ grams, pin, ...rest }) => ({ ...rest, weight: { grams }, code: pin }) },
  earlier: { 1: { schema: firstFields, sealed: ['pin'] } },
})

const platform: Platform = {
  services: ['desk', 'depot'],
  contracts: [Second],
  consumers: [{ queue: 'depot', service: 'depot', contracts: [Second] }],
}

type Kept = Happening<{ parcelId: string }>
const keep = ({ data, ...rest }: Kept, number: number) =>
  keepDeed({ ...rest, data: { parcelId: data.parcelId, number } })

/** A deed counts the grams, provided that the sealed field came open. */
const gramsOf = (grams: number, secret: string): number => (secret === 'open sesame' ? grams : -1)

const reading: Record<'first' | 'grown' | 'second', Reaction> = {
  first: reaction(First, (heard) => keep(heard, gramsOf(heard.data.grams, heard.data.pin))),
  grown: reaction(FirstGrown, (heard) =>
    keep(heard, gramsOf(heard.data.grams, heard.data.hint ?? heard.data.pin)),
  ),
  second: reaction(Second, (heard) => keep(heard, gramsOf(heard.data.weight.grams, heard.data.code))),
}

const first = (grams: number) => First({ parcelId: randomUUID(), grams, pin: 'open sesame' })
const grown = (grams: number) =>
  FirstGrown({ parcelId: randomUUID(), grams, pin: 'open sesame', note: 'new', hint: 'open sesame' })
const second = (grams: number) => Second({ parcelId: randomUUID(), weight: { grams }, code: 'open sesame' })

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1)

for (const format of ['json', 'avro'] as const)
  describe(`versions side by side in ${format}`, () => {
    let stage: BackboneUnderTest
    let desk: StartedService

    before(async () => {
      stage = await backboneUnderTest(platform)
      desk = await stage.start('desk', { settings: { WIRE_FORMAT: format } })
    })

    after(() => stage.close())

    afterEach(async () => {
      const depot = await startDepot('second')
      await depot.database.reader.query('delete from deeds')
      await depot.stop()
    })

    const startDepot = (reads: keyof typeof reading) =>
      stage.start('depot', { tables: [deedTable], reactions: () => [reading[reads]] })

    const say = (events: ReturnType<typeof first | typeof grown | typeof second>[]) =>
      desk.backbone.transact(async () => ({ events }))

    const gramsIn = async (depot: StartedService) =>
      (await depot.deeds()).map(({ number }) => number).sort((a, b) => a - b)

    const hears = (depot: StartedService, grams: number[]) =>
      eventually(async () => assert.deepEqual(await gramsIn(depot), grams))

    it('a consumer of version 2 reads messages of version 1 beside its own, sealed fields under their old names too', async () => {
      const depot = await startDepot('second')
      await say([first(1), second(2), first(3)])
      await hears(depot, [1, 2, 3])
      assert.equal(await stage.waitingIn('depot.dead'), 0)
      await depot.stop()
    })

    it('a consumer of version 1 puts version 2 aside as unknown, and the upgraded one handles it once when it is replayed', async () => {
      const old = await startDepot('first')
      await say([second(7), first(8)])
      await hears(old, [8])
      const [dead] = await stage.take('depot.dead', 1)
      assert.equal(dead?.properties.headers?.['x-dead-reason'], 'unknown-version')
      await old.stop()
      const upgraded = await startDepot('second')
      const { content: body, properties } = dead as NonNullable<typeof dead>
      for (const exchange of ['', ''])
        await stage.send({ exchange, routingKey: 'depot', body, properties: properties as object })
      await hears(upgraded, [7, 8])
      await eventually(async () =>
        assert.equal(await upgraded.counted('eventflow_messages_total', { outcome: 'duplicate' }), 1),
      )
      await hears(upgraded, [7, 8])
      await upgraded.stop()
    })

    it('nothing is lost or parked while producers and consumers that know a new field run beside some that do not', async () => {
      const replicas = [await startDepot('first'), await startDepot('grown')]
      for (const { backbone } of replicas) await eventually(async () => backbone.dependency?.check())
      const numbers = upTo(200)
      for (const start of [0, 50, 100, 150])
        await say(numbers.slice(start, start + 50).map((grams) => (grams % 2 === 0 ? grown : first)(grams)))
      await hears(replicas[0] as StartedService, numbers)
      assert.equal(await stage.waitingIn('depot.dead'), 0)
      for (const replica of replicas) {
        assert.ok((await replica.counted('eventflow_messages_total', { outcome: 'handled' })) > 0)
        await replica.stop()
      }
    })

    it('a producer that changes to the other format is read by the same consumer', async () => {
      const other = format === 'json' ? 'avro' : 'json'
      const depot = await startDepot('second')
      const changed = await stage.start('desk', { settings: { WIRE_FORMAT: other } })
      await say([first(1)])
      await changed.backbone.transact(async () => ({ events: [second(2), first(3)] }))
      await hears(depot, [1, 2, 3])
      for (const service of [changed, depot]) await service.stop()
    })
  })

describe('an Avro message', () => {
  let stage: BackboneUnderTest

  before(async () => {
    stage = await backboneUnderTest(platform)
  })

  after(() => stage.close())

  it('says so in its properties, and shows nothing of what is sealed', async () => {
    const desk = await stage.start('desk', { settings: { WIRE_FORMAT: 'avro' } })
    await desk.backbone.transact(async () => ({ events: [first(1)] }))
    const [message] = await stage.take('depot', 1)
    assert.equal(message?.properties.contentType, 'avro/binary')
    assert.match(String(message?.properties.headers?.['x-avro-fingerprint']), /^[0-9a-f]{64}$/)
    assert.equal(message?.properties.headers?.['x-schema-version'], 1)
    assert.ok(!message?.content.includes('open sesame'))
  })

  it('of a shape that nobody here knows is put aside with its bytes', async () => {
    const depot = await stage.start('depot', { tables: [deedTable], reactions: () => [reading.second] })
    const properties = {
      contentType: 'avro/binary',
      headers: { 'x-avro-fingerprint': 'f'.repeat(64), 'x-schema-version': 2 },
      messageId: randomUUID(),
      type: 'parcel.weighed',
    }
    const body = Buffer.from([1, 2, 3, 0, 255])
    await stage.send({ exchange: 'desk.events', routingKey: 'parcel.weighed', body, properties })
    const [dead] = await stage.take('depot.dead', 1)
    assert.equal(dead?.properties.headers?.['x-dead-reason'], 'unknown-version')
    assert.deepEqual(dead?.content, body)
    await depot.stop()
  })
})

import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { type Happening, ignore, permanent, reaction } from '@eventflow/backbone'
import { newId, runInContext } from '@eventflow/runtime'
import { type BackboneUnderTest, backboneUnderTest, type StartedService } from './backbone-under-test.js'
import { eventually } from './eventually.js'
import { deedTable, keepDeed, ParcelRefused, ParcelSent, ParcelStored } from './parcels.js'

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i)
const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

const storesParcels = {
  tables: [deedTable],
  reactions: () => [
    reaction(ParcelSent, async (happening: Happening<{ parcelId: string; number: number }>) => {
      const { parcelId, number } = happening.data
      if (number === 0) return ignore('an empty parcel')
      if (number === 13) throw permanent('no such shelf')
      await keepDeed(happening)
      return [number > 100 ? ParcelRefused({ parcelId }) : ParcelStored({ parcelId })]
    }),
  ],
}

const operationsOf = ({ backbone }: StartedService) => {
  assert.ok(backbone.operations)
  return backbone.operations
}

describe('what a backbone tells those who run it', () => {
  let stage: BackboneUnderTest
  let desk: StartedService
  let depot: StartedService

  before(async () => {
    stage = await backboneUnderTest()
    desk = await stage.start('desk')
    depot = await stage.start('depot', storesParcels)
    await stage.startKeeper('ledger')
    await eventually(() => depot.backbone.dependency?.check())
  })

  after(() => stage.close())

  const tell = (correlationId: string, numbers: readonly number[]) =>
    runInContext({ traceparent, correlationId, written: [] }, () =>
      desk.backbone.transact(async () => ({
        events: numbers.map((number) => ParcelSent({ parcelId: randomUUID(), number })),
      })),
    )

  it('is the story of what it said and did, with causes and times', async () => {
    const correlationId = randomUUID()
    await tell(correlationId, [1, 0])
    const { handled } = await eventually(async () => {
      const story = await operationsOf(depot).story(correlationId)
      assert.equal(story.handled.length, 2)
      assert.ok(story.published[0]?.publishedAt)
      return story
    })
    const { published } = await operationsOf(desk).story(correlationId)
    assert.deepEqual(
      published.map(({ type, version, causationId }) => ({ type, version, causationId })),
      upTo(2).map(() => ({ type: 'parcel.sent', version: 1, causationId: null })),
    )
    assert.ok(published.every(({ writtenAt, publishedAt }) => publishedAt && publishedAt >= writtenAt))
    assert.deepEqual(
      handled
        .map(({ outcome, reason, source, attempt }) => ({ outcome, reason, source, attempt }))
        .sort(byOutcome),
      [
        { outcome: 'handled', reason: null, source: 'desk', attempt: 1 },
        { outcome: 'ignored', reason: 'an empty parcel', source: 'desk', attempt: 1 },
      ],
    )
    const [said] = (await operationsOf(depot).story(correlationId)).published
    assert.equal(said?.type, 'parcel.stored')
    assert.equal(said?.causationId, handled.find(({ outcome }) => outcome === 'handled')?.id)
    const { published: none, handled: nothing } = await operationsOf(depot).story(randomUUID())
    assert.deepEqual([none, nothing], [[], []])
  })

  it('is no made-up time where a message does not say when it was written', async () => {
    const correlationId = randomUUID()
    await stage.send({
      exchange: 'desk.events',
      routingKey: 'parcel.sent',
      body: JSON.stringify({ parcelId: randomUUID(), number: 2 }),
      properties: { messageId: newId(), type: 'parcel.sent', appId: 'desk', correlationId },
    })
    await eventually(async () => {
      const [fact] = (await operationsOf(depot).story(correlationId)).handled
      assert.ok(fact)
      assert.equal(fact.writtenAt, null)
    })
  })

  it('is what waits in the outbox, and for how long', async () => {
    assert.deepEqual(await operationsOf(desk).outbox(), { depth: 0, oldestSeconds: 0 })
    const proxy = await stage.proxy()
    const cutOff = await stage.start('ledger', { brokerUrl: proxy.urlFor(stage.broker.urlFor('ledger')) })
    proxy.off()
    await cutOff.database.reader.query(
      `insert into outbox (id, type, key, exchange, mandatory, properties, body, written_at)
       values (gen_random_uuid(), 'x', 'x', 'x', true, '{"correlationId": "stuck"}', '', now() - interval '90 seconds')`,
    )
    const { depth, oldestSeconds } = await operationsOf(cutOff).outbox()
    assert.equal(depth, 1)
    assert.ok(oldestSeconds >= 90 && oldestSeconds < 120, `${oldestSeconds} s`)
    const { published } = await operationsOf(cutOff).story('stuck')
    assert.deepEqual(
      published.map(({ publishedAt }) => publishedAt),
      [null],
    )
  })

  it('is which versions of which events came from whom', async () => {
    await tell(randomUUID(), [1, 2, 3])
    await eventually(async () => {
      const [seen, ...others] = await operationsOf(depot).versionsSeen()
      assert.ok(seen && seen.count >= 3)
      assert.deepEqual([seen.type, seen.version, seen.source, others.length], ['parcel.sent', 1, 'desk', 0])
      assert.ok(Date.now() - seen.lastAt.getTime() < 60_000)
    })
  })

  describe('is what a message would do', () => {
    const rehearse = (number: number, changes: { id?: string; body?: string } = {}) =>
      operationsOf(depot).rehearse({
        properties: { messageId: changes.id ?? randomUUID(), type: 'parcel.sent', appId: 'desk' },
        body: Buffer.from(changes.body ?? JSON.stringify({ parcelId: randomUUID(), number })),
      })
    const deeds = async () => (await depot.deeds()).length

    it('and what it would publish, while nothing of it happens', async () => {
      const before = await deeds()
      const id = randomUUID()
      const { outcome, events } = await rehearse(5, { id })
      assert.equal(outcome, 'handled')
      assert.deepEqual(
        events.map(({ type }) => type),
        ['parcel.stored'],
      )
      assert.equal((await rehearse(500)).events[0]?.type, 'parcel.refused')
      assert.equal(await deeds(), before)
      assert.equal(await depot.backbone.pending([{ id, type: 'parcel.sent' }]), 1)
    })

    it('and why it would be ignored, fail or be a double', async () => {
      assert.deepEqual(await rehearse(0), { outcome: 'ignored', reason: 'an empty parcel', events: [] })
      assert.match((await rehearse(13)).error ?? '', /no such shelf/)
      assert.match((await rehearse(1, { body: '{' })).error ?? '', /not JSON/)
      assert.match((await rehearse(1, { body: '{"parcelId":7}' })).error ?? '', /parcelId/)
      const [deed] = await depot.deeds()
      assert.equal((await rehearse(1, { id: String(deed?.message_id) })).outcome, 'duplicate')
    })
  })

  it('is kept in weeks, of which those are dropped that nobody needs any more', async () => {
    const partitions = async (table: string) => {
      const rows = await depot.database.reader.query(
        'select inhrelid::regclass::text as name from pg_inherits where inhparent = $1::regclass order by 1',
        [table],
      )
      return (rows as Array<{ name: string }>).map(({ name }) => name)
    }
    const weeks = await partitions('inbox')
    assert.equal(weeks.length, 5)
    const { reader } = depot.database
    const before = await depot.deeds()
    const newest = weeks.filter((name) => name !== 'inbox_other').at(-2)
    // As if the week had begun while nobody looked, and as if an old one had been left.
    await reader.query(`create table inbox_w100 partition of inbox for values from ('0000') to ('0001')`)
    await reader.query(`create table rescued as select * from ${newest}`)
    await reader.query(`drop table ${newest}`)
    await reader.query('insert into inbox select * from rescued')
    await depot.stop()
    depot = await stage.start('depot', storesParcels)
    assert.deepEqual(await partitions('inbox'), weeks)
    const [{ count }] = await depot.database.reader.query('select count(*)::int as count from inbox_other')
    assert.equal(count, 0)
    for (const { message_id: id } of before)
      assert.equal(await depot.backbone.pending([{ id, type: 'parcel.sent' }]), 0)
    assert.equal((await partitions('published')).length, 5)
  })
})

const byOutcome = (one: { outcome: string }, other: { outcome: string }) =>
  one.outcome.localeCompare(other.outcome)

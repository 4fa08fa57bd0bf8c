// Alone: it measures how long an event takes to the broker.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import type { DomainEvent } from '@eventflow/contracts'
import { type BackboneUnderTest, backboneUnderTest, type StartedService } from './backbone-under-test.js'
import { eventually } from './eventually.js'
import { deedTable, ParcelAnnounced, ParcelLost, ParcelSent, ParcelStored, parcels } from './parcels.js'

const published = 'eventflow_outbox_published_total'

const sent = (number: number, parcelId: string = randomUUID()) => ParcelSent({ parcelId, number })
const write = (service: StartedService, ...events: DomainEvent[]) =>
  service.backbone.transact(async () => ({ events }))
const outboxOf = ({
  database,
}: StartedService): Promise<Array<{ type: string; key: string; attempts: number }>> =>
  database.reader.query('select type, key, attempts from outbox order by position')
const isEmpty = (service: StartedService) =>
  eventually(async () => assert.deepEqual(await outboxOf(service), []))
const numbersByKey = (deeds: ReadonlyArray<{ parcel_id: string; number: number }>) => {
  const byKey = new Map<string, number[]>()
  for (const { parcel_id, number } of deeds) byKey.set(parcel_id, [...(byKey.get(parcel_id) ?? []), number])
  return [...byKey.values()]
}
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i)

describe('the outbox of a service', () => {
  let stage: BackboneUnderTest
  let desk: StartedService
  let depot: StartedService

  before(async () => {
    stage = await backboneUnderTest()
    desk = await stage.start('desk', { tables: [deedTable] })
    depot = await stage.startKeeper('depot')
  })

  afterEach(async () => {
    await depot.database.reader.query('truncate deeds')
    await desk.database.reader.query('truncate deeds')
  })

  after(() => stage.close())

  it('publishes what a transaction said that commits, once, and nothing of one that rolls back', async () => {
    const [kept, dropped] = [randomUUID(), randomUUID()]
    const write = (parcelId: string, fault?: Error) =>
      desk.backbone.transact(async (transaction) => {
        await transaction.query('insert into deeds (parcel_id) values ($1)', [parcelId])
        if (fault) throw fault
        return { events: [sent(1, parcelId)], answer: parcelId }
      })
    await assert.rejects(write(dropped, new Error('no')), /^Error: no$/)
    assert.deepEqual((await write(kept)).answer, kept)
    await isEmpty(desk)
    const deeds = await eventually(async () => {
      const found = await depot.deeds()
      assert.equal(found.length, 1)
      return found
    })
    assert.equal(deeds[0]?.parcel_id, kept)
    assert.equal((await desk.deeds()).length, 1)
  })

  it('keeps neither the event nor the change when the event breaks its contract', async () => {
    const before = await desk.counted(published)
    const broken = ParcelSent({ parcelId: 'mine', number: 1 })
    const breaks = desk.backbone.transact(async (transaction) => {
      await transaction.query("insert into deeds (parcel_id) values ('x')")
      return { events: [sent(1), broken] }
    })
    await assert.rejects(breaks, /parcel\.sent breaks its contract: .*parcelId/)
    assert.deepEqual(await desk.deeds(), [])
    assert.deepEqual(await outboxOf(desk), [])
    assert.equal(await desk.counted(published), before)
  })

  it('leaves events of another service to that service', async () => {
    await assert.rejects(
      write(desk, ParcelStored({ parcelId: randomUUID() })),
      /is for depot to say, not for desk/,
    )
    assert.deepEqual(await outboxOf(desk), [])
  })

  it('keeps the order of each key over 1,000 events of 20 keys', async () => {
    const keys = upTo(20).map(() => randomUUID())
    for (const number of upTo(50)) await write(desk, ...keys.map((key) => sent(number, key)))
    const deeds = await eventually(async () => {
      const found = await depot.deeds()
      assert.equal(found.length, 1_000)
      return found
    })
    for (const numbers of numbersByKey(deeds)) assert.deepEqual(numbers, upTo(50))
  })

  it('takes 10,000 events from one transaction', async () => {
    const before = await desk.counted(published)
    await write(desk, ...upTo(10_000).map(() => ParcelAnnounced({ parcelId: randomUUID() })))
    await eventually(async () => assert.equal(await desk.counted(published), before + 10_000), {
      withinMs: 20_000,
    })
    await isEmpty(desk)
  })

  it('takes no longer for an event of 5 kB, which does not fit into one packet with its header', async () => {
    const medianMs = async (note: string) => {
      const times: number[] = []
      for (const number of upTo(15)) {
        const startedAt = performance.now()
        const done = await depot.counted('eventflow_messages_total')
        await write(desk, ParcelSent({ parcelId: randomUUID(), number, note }))
        const isDone = async () => assert.ok((await depot.counted('eventflow_messages_total')) > done)
        await eventually(isDone, { everyMs: 1 })
        times.push(performance.now() - startedAt)
      }
      return times.sort((a, b) => a - b)[7] ?? 0
    }
    const [small, large] = [await medianMs('x'), await medianMs('x'.repeat(5_000))]
    // Forty milliseconds more is what a packet costs that waits for the receipt of the one before.
    assert.ok(large - small < 30, `${small} ms and ${large} ms`)
  })

  it('passes on an event that nobody consumes', async () => {
    const before = await desk.counted(published, { type: 'parcel.announced' })
    await write(desk, ParcelAnnounced({ parcelId: randomUUID() }))
    await isEmpty(desk)
    assert.equal(await desk.counted(published, { type: 'parcel.announced' }), before + 1)
  })
})

describe('an event that should reach somebody and reaches no queue', () => {
  const picture = { 'parcel.sent': ['depot'], 'parcel.lost': ['depot'] }
  let stage: BackboneUnderTest
  let desk: StartedService

  before(async () => {
    const depot = { queue: 'depot', service: 'depot', contracts: [ParcelSent] }
    stage = await backboneUnderTest({ ...parcels, consumers: [depot] })
    desk = await stage.start('desk', { consumers: picture })
  })

  after(() => stage.close())

  it('stays, holds back its own key alone, and leaves in order once a queue takes it', async () => {
    const [stuck, free] = [randomUUID(), randomUUID()]
    await write(desk, ParcelLost({ parcelId: stuck }))
    await eventually(async () => assert.equal((await outboxOf(desk))[0]?.attempts, 1))
    await write(desk, sent(1, stuck), sent(2, stuck), sent(1, free))
    const [first] = await stage.take('depot', 1)
    assert.equal(JSON.parse(String(first?.content)).parcelId, free)

    const waiting = await eventually(async () => {
      const rows = await outboxOf(desk)
      assert.ok((rows[0]?.attempts ?? 0) >= 2)
      return rows
    })
    assert.deepEqual(
      waiting.map(({ type, key }) => [type, key]),
      [
        ['parcel.lost', stuck],
        ['parcel.sent', stuck],
        ['parcel.sent', stuck],
      ],
    )
    assert.equal(await stage.waitingIn('depot'), 0)
    assert.ok((await desk.counted('eventflow_outbox_unpublished_total', { reason: 'unroutable' })) >= 2)

    await stage.channel.bindQueue('depot', 'desk.events', 'parcel.lost')
    const taken = await stage.take('depot', 3)
    assert.deepEqual(
      taken.map(({ properties, content }) => [properties.type, JSON.parse(String(content)).number]),
      [
        ['parcel.lost', undefined],
        ['parcel.sent', 1],
        ['parcel.sent', 2],
      ],
    )
    await isEmpty(desk)
  })

  it('is not overtaken by a later one of its key, not even of the same transaction', async () => {
    await stage.channel.unbindQueue('depot', 'desk.events', 'parcel.lost')
    const parcelId = randomUUID()
    await write(desk, sent(1, parcelId), ParcelLost({ parcelId }), sent(2, parcelId))
    await eventually(async () => assert.equal((await outboxOf(desk))[0]?.attempts, 1))
    assert.deepEqual(
      (await outboxOf(desk)).map(({ type }) => type),
      ['parcel.lost', 'parcel.sent'],
    )
    await stage.channel.bindQueue('depot', 'desk.events', 'parcel.lost')
    const taken = await stage.take('depot', 3)
    assert.deepEqual(
      taken.map(({ properties }) => properties.type),
      ['parcel.sent', 'parcel.lost', 'parcel.sent'],
    )
    await isEmpty(desk)
  })

  it('is tried for ever, at long intervals, also after a thousand attempts', async () => {
    await stage.channel.unbindQueue('depot', 'desk.events', 'parcel.lost')
    const parcelId = randomUUID()
    await write(desk, ParcelLost({ parcelId }))
    await eventually(async () => assert.equal((await outboxOf(desk))[0]?.attempts, 1))
    await desk.database.reader.query('update outbox set attempts = 5000, held_until = null')
    await eventually(async () => assert.equal((await outboxOf(desk))[0]?.attempts, 5_001))
    const [{ waits }] = await desk.database.reader.query(
      'select extract(epoch from held_until - now()) as waits from outbox',
    )
    assert.ok(Number(waits) > 5 && Number(waits) <= 30, `waits ${waits} s`)
    await desk.database.reader.query('delete from outbox')
  })

  it('is told in one line for a whole batch of them', async () => {
    const before = desk.log.length
    await write(desk, ...upTo(300).map(() => ParcelLost({ parcelId: randomUUID() })))
    await eventually(async () => {
      const rows = await outboxOf(desk)
      assert.equal(rows.filter(({ attempts }) => attempts > 0).length, 300)
    })
    const lines = desk.log.slice(before).filter(({ level }) => level === 'error')
    assert.ok(lines.length >= 1 && lines.length < 10, `${lines.length} lines`)
    await desk.database.reader.query('delete from outbox')
  })
})

describe('an event for which the broker closes the channel', () => {
  let stage: BackboneUnderTest
  let desk: StartedService
  let depot: StartedService

  before(async () => {
    const contracts = parcels.contracts.filter((contract) => contract !== ParcelLost)
    const consumer = { queue: 'depot', service: 'depot', contracts: [ParcelSent] }
    stage = await backboneUnderTest({ ...parcels, contracts, consumers: [consumer] })
    desk = await stage.start('desk')
    depot = await stage.startKeeper('depot')
  })

  after(() => stage.close())

  it('stays alone, and takes no other with it', async () => {
    const forbidden = ParcelLost({ parcelId: randomUUID() })
    await write(desk, ...upTo(20).map((number) => sent(number)))
    await write(desk, forbidden, ...upTo(20).map((number) => sent(number)), forbidden)
    await eventually(async () => assert.equal((await depot.deeds()).length, 40))
    await eventually(async () => {
      const rows = await outboxOf(desk)
      assert.deepEqual(
        rows.map(({ type }) => type),
        ['parcel.lost', 'parcel.lost'],
      )
      assert.ok((rows[0]?.attempts ?? 0) >= 1)
    })
    await write(desk, sent(99))
    await eventually(async () => assert.equal((await depot.deeds()).at(-1)?.number, 99))
    assert.equal((await depot.deeds()).length, 41)
  })
})

describe('relays of several replicas', () => {
  let stage: BackboneUnderTest
  let desks: StartedService[]
  let depot: StartedService

  before(async () => {
    stage = await backboneUnderTest()
    const settings = { OUTBOX_BATCH: '50', OUTBOX_POLL_MS: '20' }
    desks = [await stage.start('desk', { settings }), await stage.start('desk', { settings })]
    depot = await stage.startKeeper('depot')
  })

  after(() => stage.close())

  it('share the work of one outbox: 2,000 events, none lost, none handled twice, each key in order', async () => {
    const [first, second] = desks as [StartedService, StartedService]
    // Many more than one of them holds at a time: what is left is for the other.
    const keys = upTo(500).map(() => randomUUID())
    for (const number of upTo(4))
      await write(number % 2 === 0 ? first : second, ...keys.map((key) => sent(number, key)))
    const deeds = await eventually(
      async () => {
        const found = await depot.deeds()
        assert.equal(found.length, 2_000)
        return found
      },
      { withinMs: 15_000 },
    )
    for (const numbers of numbersByKey(deeds)) assert.deepEqual(numbers, upTo(4))
    const shares = await Promise.all(desks.map((desk) => desk.counted(published)))
    assert.ok(
      shares.every((share) => share > 0),
      `shares ${shares}`,
    )
    await isEmpty(first)
  })

  it('publish again what one of them had published and died before forgetting; the inbox drops the double', async () => {
    const [first] = desks as [StartedService, StartedService]
    await depot.database.reader.query('truncate deeds')
    const doubled = await depot.counted('eventflow_messages_total', { outcome: 'duplicate' })
    // The rows as such a death leaves them: claimed, their lease running, the messages already with the broker.
    await first.database.reader.query('create table kept as table outbox with no data')
    await first.database.reader.query(`
      create function keep_row() returns trigger language plpgsql as $$
        begin insert into kept select old.*; return old; end $$`)
    await first.database.reader.query(
      'create trigger keep_rows after delete on outbox for each row execute function keep_row()',
    )
    await write(first, ...upTo(100).map((number) => sent(number)))
    await eventually(async () => assert.equal((await depot.deeds()).length, 100))
    await first.database.reader.query('drop trigger keep_rows on outbox')
    await first.database.reader.query(`
      insert into outbox (id, type, key, exchange, mandatory, properties, body, held_until)
      select id, type, key, exchange, mandatory, properties, body, now() + interval '500 milliseconds' from kept order by position`)
    await eventually(async () => {
      const now = await depot.counted('eventflow_messages_total', { outcome: 'duplicate' })
      assert.equal(now - doubled, 100)
    })
    assert.equal((await depot.deeds()).length, 100)
    await isEmpty(first)
  })
})

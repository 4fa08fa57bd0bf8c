import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { dependencyDown, type Happening, ignore, reaction, throttled } from '@eventflow/backbone'
import { defineEvent, integer, uuid } from '@eventflow/contracts'
import { type BackboneUnderTest, backboneUnderTest, type StartedService } from './backbone-under-test.js'
import { eventually } from './eventually.js'
import { deedTable, keepDeed, ParcelSent } from './parcels.js'

const ParcelWeighed = defineEvent({
  type: 'parcel.weighed',
  version: 1,
  producer: 'desk',
  key: 'parcelId',
  sequence: 'number',
  schema: { parcelId: uuid(), number: integer(1) },
  examples: [{ parcelId: '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12', number: 1 }],
})

const platform = {
  services: ['desk', 'depot'],
  contracts: [ParcelSent, ParcelWeighed],
  consumers: [{ queue: 'depot', service: 'depot', contracts: [ParcelSent, ParcelWeighed] }],
}

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i)

describe('messages that are handled in one transaction', () => {
  let stage: BackboneUnderTest
  let depot: StartedService
  let hold: Promise<void>
  let acts: (happening: Happening<{ note?: string }>) => Promise<unknown>

  beforeEach(async () => {
    stage = await backboneUnderTest(platform)
    hold = Promise.resolve()
    acts = async () => undefined
    depot = await stage.start('depot', {
      tables: [deedTable],
      settings: { RABBITMQ_LANES: '2', RABBITMQ_BATCH: '40', REACTION_WITHIN_MS: '1000' },
      reactions: () => [
        reaction(ParcelSent, async (happening) => {
          await hold
          await acts(happening)
          return happening.data.note === 'nothing' ? ignore('nothing to do') : keepDeed(happening)
        }),
        reaction(ParcelWeighed, keepDeed, { newestOnly: true }),
      ],
    })
    await eventually(() => depot.backbone.dependency?.check())
  })

  afterEach(() => stage.close())

  const send = (number: number, extra: { note?: string; id?: string; parcelId?: string } = {}) => {
    const { note, id = randomUUID(), parcelId = randomUUID() } = extra
    return stage.send({
      exchange: 'desk.events',
      routingKey: 'parcel.sent',
      body: JSON.stringify({ parcelId, number, note }),
      properties: { messageId: id, type: 'parcel.sent', headers: { cloudEvents_subject: parcelId } },
    })
  }
  const outcomes = (labels: Record<string, string>) => depot.counted('eventflow_messages_total', labels)
  const handled = (count: number) =>
    eventually(async () => {
      const deeds = await depot.deeds()
      assert.ok(deeds.length >= count, `${deeds.length} of ${count}`)
      return deeds
    })
  /** Sends while the consumer is held up, so that what follows comes in batches. */
  const whileHeldUp = async (work: () => Promise<unknown>) => {
    let release: () => void = () => undefined
    hold = new Promise((resolve) => {
      release = resolve
    })
    await Promise.all(upTo(4).map((number) => send(number)))
    await work()
    release()
  }
  const transactions = async () => {
    const [row] = await depot.database.reader.query(
      'select count(distinct xmin::text)::int as count from deeds',
    )
    return Number(row.count)
  }

  it('are far fewer transactions than messages, and each message is handled once', async () => {
    await whileHeldUp(() => Promise.all(upTo(200).map((number) => send(number))))
    const deeds = await handled(204)
    assert.equal(deeds.length, 204)
    assert.equal(await outcomes({ outcome: 'handled' }), 204)
    assert.ok((await transactions()) < 102, `${await transactions()} transactions`)
    await eventually(async () => assert.equal(await stage.waitingIn('depot'), 0))
  })

  it('keep the order of each key', async () => {
    const keys = upTo(7).map(() => randomUUID())
    await whileHeldUp(async () => {
      for (const number of upTo(140)) await send(number, { parcelId: keys[number % 7] ?? '' })
    })
    const deeds = await handled(144)
    for (const key of keys) {
      const numbers = deeds.filter(({ parcel_id }) => parcel_id === key).map(({ number }) => number)
      assert.deepEqual(
        numbers,
        [...numbers].sort((a, b) => a - b),
      )
      assert.equal(numbers.length, 20)
    }
  })

  it('count a double in the same batch as a double', async () => {
    const id = randomUUID()
    await whileHeldUp(() => Promise.all(upTo(10).map(() => send(1, { id }))))
    await eventually(async () => assert.equal(await outcomes({ outcome: 'duplicate' }), 9))
    assert.equal((await depot.deeds()).filter(({ message_id }) => message_id === id).length, 1)
    const [row] = await depot.database.reader.query('select duplicates from inbox where message_id = $1', [
      id,
    ])
    assert.equal(row.duplicates, 9)
  })

  it('are told apart when one of them fails: it alone is tried again, and nothing is done twice', async () => {
    let failed = 0
    acts = async ({ data, envelope }) => {
      if (data.note !== 'poison' || envelope.attempt > 1) return
      failed++
      throw new Error('not yet')
    }
    await whileHeldUp(() =>
      Promise.all(upTo(100).map((number) => send(number, number === 50 ? { note: 'poison' } : {}))),
    )
    const deeds = await handled(104)
    assert.equal(deeds.length, 104)
    assert.ok(failed >= 1)
    assert.equal(await outcomes({ outcome: 'retried' }), 1)
    assert.deepEqual(
      deeds.filter(({ attempt }) => attempt > 1).map(({ number }) => number),
      [50],
    )
  })

  it('keep the reason why one of them was ignored', async () => {
    const id = randomUUID()
    await whileHeldUp(() => Promise.all([send(1), send(2, { note: 'nothing', id }), send(3)]))
    await handled(6)
    const [row] = await depot.database.reader.query('select reason from inbox where message_id = $1', [id])
    assert.equal(row.reason, 'nothing to do')
  })

  it('are left out when a newer one of their entity was handled before', async () => {
    const parcelId = randomUUID()
    const weigh = (number: number) =>
      stage.send({
        exchange: 'desk.events',
        routingKey: 'parcel.weighed',
        body: JSON.stringify({ parcelId, number }),
        properties: {
          messageId: randomUUID(),
          type: 'parcel.weighed',
          appId: 'desk',
          headers: { cloudEvents_subject: parcelId, cloudEvents_sequence: String(number) },
        },
      })
    for (const number of [1, 3, 2, 3, 4]) await weigh(number)
    await eventually(async () => assert.equal(await outcomes({ outcome: 'ignored', reason: 'stale' }), 2))
    await eventually(async () =>
      assert.deepEqual(
        (await depot.deeds()).map(({ number }) => number),
        [1, 3, 4],
      ),
    )
  })

  it('come back after the time that somebody asks us to wait, without an attempt being spent', async () => {
    acts = async ({ envelope }) => {
      if (envelope.throttled === 0) throw throttled(900)
    }
    await send(7)
    const [deed] = await handled(1)
    assert.equal(deed?.attempt, 1)
    assert.equal(await depot.counted('eventflow_retries_total', { class: 'throttled' }), 1)
  })

  it('count as failed when their reaction hangs, and keep nobody else waiting', async () => {
    acts = async ({ data, envelope }) => {
      if (data.note === 'hangs' && envelope.attempt === 1) await new Promise(() => undefined)
    }
    await whileHeldUp(() => Promise.all([send(1, { note: 'hangs' }), send(2), send(3)]))
    const deeds = await handled(7)
    assert.deepEqual(
      deeds.filter(({ attempt }) => attempt > 1).map(({ number }) => number),
      [1],
    )
    assert.ok(depot.log.some(({ fields }) => /not done within 1000 ms/.test(String(fields.error))))
  })

  it('wait where they are while something that they need is away', async () => {
    let isAway = true
    acts = async () => {
      if (isAway) throw dependencyDown('the scales')
    }
    await send(8)
    await eventually(() =>
      assert.ok(depot.log.some(({ message }) => message.endsWith('waits for the scales'))),
    )
    isAway = false
    const [deed] = await handled(1)
    assert.equal(deed?.attempt, 1)
    assert.equal(await outcomes({ outcome: 'retried' }), 0)
  })
})

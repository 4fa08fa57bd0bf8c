import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { type Happening, ignore, permanent, reaction, toMessage } from '@eventflow/backbone'
import { defineEvent, integer, uuid } from '@eventflow/contracts'
import { createSealer } from '@eventflow/runtime'
import { type BackboneUnderTest, backboneUnderTest, type StartedService } from './backbone-under-test.js'
import { type Collection, collectEvents } from './events.js'
import { eventually } from './eventually.js'
import {
  deedsIn,
  deedTable,
  keepDeed,
  ParcelLost,
  ParcelRefused,
  ParcelSent,
  ParcelStored,
} from './parcels.js'
import { describeReaction } from './reaction-spec.js'

const parcel = (number = 1) => ParcelSent({ parcelId: randomUUID(), number })

describeReaction('store a parcel when it was sent', {
  service: 'depot',
  react: () =>
    reaction(ParcelSent, async (happening) => {
      const { parcelId, number } = happening.data
      if (number > 1_000) return [ParcelRefused({ parcelId })]
      await keepDeed(happening)
      return [ParcelStored({ parcelId })]
    }),
  tables: [deedTable],
  event: parcel,
  effect: (database, { parcelId }) =>
    database.reader.query('select number from deeds where parcel_id = $1', [parcelId]),
  acted: ({ number }) => [{ number }],
  needs: 'deeds',
  publishes: [ParcelStored],
  refusal: { event: () => parcel(1_001), by: ParcelRefused },
})

describeReaction('count a parcel when it is stored', {
  service: 'ledger',
  react: () => reaction(ParcelStored, keepDeed),
  tables: [deedTable],
  event: () => ParcelStored({ parcelId: randomUUID() }),
  effect: async (database, { parcelId }) =>
    (await deedsIn(database)).filter((deed) => deed.parcel_id === parcelId).length,
  acted: () => 1,
  needs: 'deeds',
})

const ParcelWeighed = defineEvent({
  type: 'parcel.weighed',
  version: 1,
  producer: 'desk',
  key: 'parcelId',
  sequence: 'version',
  schema: { parcelId: uuid(), version: integer(1), grams: integer(0) },
  examples: [{ parcelId: '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12', version: 1, grams: 250 }],
})

const weighed = (parcelId: string, version: number) =>
  ParcelWeighed({ parcelId, version, grams: version * 100 })

describeReaction('note the weight when a parcel was weighed', {
  service: 'ledger',
  react: () =>
    reaction(
      ParcelWeighed,
      async ({ data, transaction }) => {
        await transaction.query(
          `insert into weights (parcel_id, grams) values ($1, $2)
           on conflict (parcel_id) do update set grams = excluded.grams`,
          [data.parcelId, data.grams],
        )
        return []
      },
      { newestOnly: true },
    ),
  tables: ['create table if not exists weights (parcel_id text primary key, grams integer)'],
  event: () => weighed(randomUUID(), 1),
  history: () => {
    const parcelId = randomUUID()
    return [1, 2, 3, 4].map((version) => weighed(parcelId, version))
  },
  effect: (database, { parcelId }) =>
    database.reader.query('select grams from weights where parcel_id = $1', [parcelId]),
  acted: ({ grams }) => [{ grams }],
  needs: 'weights',
})

describe('what becomes of a message', () => {
  /** What the depot does with the next parcels, by the note on them. */
  const acts: Record<
    string,
    (happening: Happening<{ parcelId: string; number: number }>) => Promise<unknown>
  > = {}
  let stage: BackboneUnderTest
  let depot: StartedService
  let ledger: StartedService
  let seen: Collection

  before(async () => {
    stage = await backboneUnderTest()
    const settings = { OUTBOX_POLL_MS: '60000' }
    depot = await stage.start('depot', {
      settings,
      tables: [deedTable],
      reactions: () => [
        reaction(ParcelSent, async (happening) => {
          const act = acts[happening.data.note ?? '']
          const result = await act?.(happening)
          if (result) return result as []
          return keepDeed(happening)
        }),
        reaction(ParcelLost, async () => ignore('parcels get lost')),
      ],
    })
    ledger = await stage.startKeeper('ledger', { settings })
    seen = await collectEvents(stage.broker.adminUrl, ['depot'])
  })

  after(async () => {
    await seen.close()
    await stage.close()
  })

  const author = () => ({
    service: 'desk',
    exchange: 'desk.events',
    sealer: createSealer([stage.sealingKey]),
    isConsumed: () => true,
  })
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
  const story = () => ({ traceparent, correlationId: 'the-story', sessionId: 'the-session', written: [] })
  const messageOf = (event: ReturnType<typeof ParcelSent> | ReturnType<typeof ParcelLost>) =>
    toMessage(event, author(), story())

  const send = async (event: Parameters<typeof messageOf>[0], changes: Record<string, unknown> = {}) => {
    const { id, type, body, properties } = messageOf(event)
    const { headers, ...others } = changes as { headers?: object }
    await stage.send({
      exchange: 'desk.events',
      routingKey: type,
      body,
      properties: { ...properties, ...others, headers: { ...properties.headers, ...headers } },
    })
    return { id, body }
  }
  const deedsOf = async (service: StartedService, id: string) =>
    (await service.deeds()).filter(({ message_id }) => message_id === id)
  const handledBy = (service: StartedService, id: string) =>
    eventually(async () => {
      const [deed] = await deedsOf(service, id)
      assert.ok(deed)
      return deed
    })
  const outcomes = (labels: Record<string, string>) => depot.counted('eventflow_messages_total', labels)
  const fail = (error: () => unknown) => async () => {
    throw error()
  }

  it('comes back after a second when it failed, with its attempts counted, to the consumer that failed alone', async () => {
    acts.twice = async ({ envelope }) => {
      if (envelope.attempt < 2) throw new Error('not yet')
    }
    const sentAt = Date.now()
    const event = ParcelSent({ parcelId: randomUUID(), number: 1, note: 'twice' })
    const { id } = await send(event)
    const deed = await handledBy(depot, id)
    assert.equal(deed.attempt, 2)
    assert.ok(Date.now() - sentAt >= 1_000)
    assert.equal((await handledBy(ledger, id)).attempt, 1)
    assert.equal(await ledger.counted('eventflow_messages_total', { outcome: 'duplicate' }), 0)
    assert.equal((await deedsOf(ledger, id)).length, 1)
    assert.equal(await stage.waitingIn('depot.dead'), 0)
  })

  it('is put aside at once when no retry can mend it, with the reason, a fingerprint and its bytes', async () => {
    acts.never = fail(() => permanent('the parcel 7 is broken', new Error('why')))
    const { id, body } = await send(ParcelSent({ parcelId: randomUUID(), number: 1, note: 'never' }))
    const [dead] = await stage.take('depot.dead', 1)
    assert.ok(dead)
    const { headers, ...properties } = dead.properties
    assert.deepEqual(dead.content, body)
    assert.equal(properties.messageId, id)
    assert.equal(properties.type, 'parcel.sent')
    assert.equal(properties.deliveryMode, 2)
    assert.equal(headers?.['x-dead-reason'], 'permanent')
    assert.equal(headers?.['x-dead-error'], 'PermanentError: the parcel 7 is broken')
    assert.equal(headers?.['x-dead-queue'], 'depot')
    assert.match(String(headers?.['x-dead-fingerprint']), /^[0-9a-f]{16}$/)
    assert.equal(headers?.['x-attempt'], 1)
    assert.equal(headers?.traceparent, traceparent)
    assert.deepEqual(await deedsOf(depot, id), [])
    assert.equal(await depot.backbone.pending([{ id, type: 'parcel.sent' }]), 1)
  })

  it('is put aside when what it causes breaks a contract, and nothing of it has happened', async () => {
    acts.nonsense = async (happening) => {
      await keepDeed(happening)
      return [ParcelStored({ parcelId: 'mine' })]
    }
    const { id } = await send(ParcelSent({ parcelId: randomUUID(), number: 1, note: 'nonsense' }))
    const [dead] = await stage.take('depot.dead', 1)
    assert.match(String(dead?.properties.headers?.['x-dead-error']), /parcel\.stored breaks its contract/)
    assert.deepEqual(await deedsOf(depot, id), [])
  })

  it('is counted as ignored, under the reason, when there is nothing to do', async () => {
    const { id } = await send(ParcelLost({ parcelId: randomUUID() }))
    const ignored = { type: 'parcel.lost', outcome: 'ignored', reason: 'parcels get lost' }
    await eventually(async () => assert.equal(await outcomes(ignored), 1))
    assert.equal(await depot.backbone.pending([{ id, type: 'parcel.lost' }]), 0)
  })

  it('passes its story on to the events that it causes, which leave at once', async () => {
    acts.store = async (happening) => {
      await keepDeed(happening)
      return [ParcelStored({ parcelId: happening.data.parcelId })]
    }
    const { id } = await send(ParcelSent({ parcelId: randomUUID(), number: 1, note: 'store' }))
    const [caused] = await eventually(
      () => {
        const found = seen.seen('parcel.stored').filter(({ causationId }) => causationId === id)
        assert.equal(found.length, 1)
        return found
      },
      { withinMs: 3_000 },
    )
    assert.equal(caused?.correlationId, 'the-story')
    assert.equal(caused?.source, 'depot')
    assert.equal(caused?.headers['x-session-id'], 'the-session')
    assert.equal(String(caused?.headers.traceparent).split('-')[1], traceparent.split('-')[1])
  })

  it('is still known by its type after a retry when its sender set none', async () => {
    acts.untyped = acts.twice as NonNullable<typeof acts.twice>
    const event = ParcelSent({ parcelId: randomUUID(), number: 1, note: 'untyped' })
    const { id } = await send(event, { type: undefined })
    assert.equal((await handledBy(depot, id)).attempt, 2)
  })

  it('takes the ladder whatever its sender wrote on it: a user, other addresses, a time to live', async () => {
    acts.burdened = acts.twice as NonNullable<typeof acts.twice>
    const event = ParcelSent({ parcelId: randomUUID(), number: 1, note: 'burdened' })
    const userId = new URL(stage.broker.adminUrl).username
    const headers = { CC: ['ledger', 'depot.dead'], BCC: ['ledger'], 'x-delivery-count': 19 }
    const { id } = await send(event, { userId, expiration: '60000', headers })
    assert.equal((await handledBy(depot, id)).attempt, 2)
    assert.equal(await stage.waitingIn('depot.dead'), 0)
    assert.equal((await deedsOf(ledger, id)).length, 1)
  })

  it('is put aside by the broker when its headers leave no room for ours', async () => {
    acts.stuffed = fail(() => permanent('never'))
    const event = ParcelSent({ parcelId: randomUUID(), number: 1, note: 'stuffed' })
    const { id, body } = await send(event, { headers: { stuffing: 'x'.repeat(64_500) } })
    const [dead] = await stage.take('depot.dead', 1)
    assert.equal(dead?.properties.messageId, id)
    assert.deepEqual(dead?.content, body)
    const next = await send(ParcelSent({ parcelId: randomUUID(), number: 2 }))
    await handledBy(depot, next.id)
  })

  it('is one line in the log, with the story it belongs to', async () => {
    const { id } = await send(ParcelSent({ parcelId: randomUUID(), number: 1 }))
    await handledBy(depot, id)
    const lines = await eventually(() => {
      const found = depot.log.filter(({ fields }) => fields.messageId === id)
      assert.equal(found.length, 1)
      return found
    })
    assert.equal(lines[0]?.message, 'message')
    assert.equal(lines[0]?.fields.outcome, 'handled')
    assert.equal(lines[0]?.correlationId, 'the-story')
  })

  it('counts as pending for a service until it is handled there, and not at all where it is of no concern', async () => {
    const { id } = await send(ParcelSent({ parcelId: randomUUID(), number: 1 }))
    await handledBy(depot, id)
    const messages = [
      { id, type: 'parcel.sent' },
      { id, type: 'parcel.sent' },
      { id: randomUUID(), type: 'parcel.sent' },
      { id: randomUUID(), type: 'parcel.announced' },
    ]
    assert.equal(await depot.backbone.pending(messages), 1)
    assert.equal(await depot.backbone.pending([]), 0)
  })
})

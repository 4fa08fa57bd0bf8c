import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { type Happening, permanent, reaction } from '@eventflow/backbone'
import { type BackboneUnderTest, backboneUnderTest, type StartedService } from './backbone-under-test.js'
import { eventually } from './eventually.js'
import { deedTable, keepDeed, ParcelSent } from './parcels.js'

type Sent = { parcelId: string; number: number; note?: string }

describe('a reaction for which order matters', () => {
  let stage: BackboneUnderTest
  let fails: (happening: Happening<Sent>) => void

  beforeEach(async () => {
    stage = await backboneUnderTest()
    fails = () => undefined
  })

  afterEach(() => stage.close())

  const startDepot = async (): Promise<StartedService> => {
    const depot = await stage.start('depot', {
      tables: [deedTable],
      reactions: () => [
        reaction(
          ParcelSent,
          async (happening) => {
            fails(happening)
            return keepDeed(happening)
          },
          { inOrder: true },
        ),
      ],
    })
    await eventually(() => depot.backbone.dependency?.check())
    return depot
  }
  const send = (parcelId: string, number: number, id: string = randomUUID()) =>
    stage.send({
      exchange: 'desk.events',
      routingKey: 'parcel.sent',
      body: JSON.stringify({ parcelId, number }),
      properties: { messageId: id, type: 'parcel.sent', headers: { cloudEvents_subject: parcelId } },
    })
  const numbersOf = async (depot: StartedService, key: string) =>
    (await depot.deeds()).filter(({ parcel_id }) => parcel_id === key).map(({ number }) => number)
  const operationsOf = (depot: StartedService) => {
    assert.ok(depot.backbone.operations)
    return depot.backbone.operations
  }

  it('keeps the order of an entity although one of its messages fails twice, and holds up no other entity', async () => {
    const [troubled, other] = [randomUUID(), randomUUID()]
    // Each once: a message that fails among others is tried alone at once, which is no further attempt.
    const attempts = new Set<number>()
    fails = ({ data, envelope }) => {
      if (data.parcelId !== troubled || data.number !== 2) return
      attempts.add(envelope.attempt)
      if (envelope.attempt < 3) throw new Error('not yet')
    }
    const depot = await startDepot()
    for (const number of [1, 2, 3, 4]) {
      await send(troubled, number)
      await send(other, number)
    }
    await eventually(async () => assert.deepEqual(await numbersOf(depot, other), [1, 2, 3, 4]))
    assert.deepEqual(await numbersOf(depot, troubled), [1])
    await send(troubled, 5)
    await eventually(async () => assert.deepEqual(await numbersOf(depot, troubled), [1, 2, 3, 4, 5]), {
      withinMs: 15_000,
    })
    assert.deepEqual([...attempts], [1, 2, 3])
    assert.equal(await stage.waitingIn('depot.dead'), 0)
    await send(troubled, 6)
    await eventually(async () => assert.deepEqual(await numbersOf(depot, troubled), [1, 2, 3, 4, 5, 6]))
  })

  it('lets an entity wait for a person when no retry can help, and goes on in order when told so', async () => {
    const parcelId = randomUUID()
    let isBroken = true
    fails = ({ data }) => {
      if (data.number === 2 && isBroken) throw permanent('the shelf is broken')
    }
    const depot = await startDepot()
    const failing = randomUUID()
    await send(parcelId, 1)
    await send(parcelId, 2, failing)
    await eventually(async () => assert.equal((await operationsOf(depot).heldKeys()).length, 1))
    for (const number of [3, 4]) await send(parcelId, number)
    const [held] = await eventually(async () => {
      const keys = await operationsOf(depot).heldKeys()
      assert.equal(keys[0]?.count, 3)
      return keys
    })
    assert.equal(held?.key, parcelId)
    assert.equal(held?.messageId, failing)
    assert.equal(held?.nextAt, null)
    assert.match(held?.error ?? '', /the shelf is broken/)

    await depot.stop()
    const again = await startDepot()
    assert.equal(await operationsOf(again).resumeKey(parcelId), true)
    await eventually(async () => assert.equal((await operationsOf(again).heldKeys())[0]?.nextAt, null))
    assert.deepEqual(await numbersOf(again, parcelId), [1])
    isBroken = false
    assert.equal(await operationsOf(again).resumeKey(parcelId), true)
    await eventually(async () => assert.deepEqual(await numbersOf(again, parcelId), [1, 2, 3, 4]))
    assert.deepEqual(await operationsOf(again).heldKeys(), [])
    assert.equal(await operationsOf(again).resumeKey(parcelId), false)
  })

  it('handles a double of what waits once, and a double of what was handled not at all', async () => {
    const parcelId = randomUUID()
    let isBroken = true
    fails = () => {
      if (isBroken) throw new Error('not yet')
    }
    const depot = await startDepot()
    const [first, second] = [randomUUID(), randomUUID()]
    for (const id of [first, first, second, first, second]) await send(parcelId, id === first ? 1 : 2, id)
    await eventually(async () => assert.equal((await operationsOf(depot).heldKeys())[0]?.count, 2))
    isBroken = false
    await eventually(async () => assert.deepEqual(await numbersOf(depot, parcelId), [1, 2]))
    await send(parcelId, 1, first)
    await eventually(async () =>
      assert.ok((await depot.counted('eventflow_messages_total', { outcome: 'duplicate' })) > 0),
    )
    assert.deepEqual(await numbersOf(depot, parcelId), [1, 2])
  })
})

import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { reaction } from '@eventflow/backbone'
import { type BackboneUnderTest, backboneUnderTest } from './backbone-under-test.js'
import { eventually } from './eventually.js'
import { deedTable, keepDeed, ParcelSent } from './parcels.js'

describe('a message that crashes its consumer each time', () => {
  let stage: BackboneUnderTest

  before(async () => {
    stage = await backboneUnderTest()
  })

  after(() => stage.close())

  it('is put aside by the broker, alone: the messages beside it are handled', async () => {
    const proxy = await stage.proxy()
    const count = 60
    const poison = randomUUID()
    for (let number = 0; number < count; number++)
      await stage.send({
        exchange: 'desk.events',
        routingKey: 'parcel.sent',
        body: JSON.stringify({ parcelId: randomUUID(), number, note: number === 5 ? 'poison' : 'good' }),
        properties: { messageId: number === 5 ? poison : randomUUID(), type: 'parcel.sent' },
      })
    let crashes = 0
    const depot = await stage.start('depot', {
      brokerUrl: proxy.urlFor(stage.broker.urlFor('depot')),
      settings: { RABBITMQ_LANES: '1' },
      tables: [deedTable],
      reactions: () => [
        reaction(ParcelSent, async (happening) => {
          if (happening.data.note !== 'poison') return keepDeed(happening)
          crashes++
          // To the broker this is a crash: the connection is gone, and nothing that was taken is answered.
          proxy.cut()
          throw new Error('crashed')
        }),
      ],
    })
    const dead = await eventually(
      async () => {
        const [message] = await stage.take('depot.dead', 1)
        assert.ok(message)
        return message
      },
      { withinMs: 25_000 },
    )
    assert.equal(dead.properties.messageId, poison)
    assert.ok(crashes > 20, `${crashes} crashes`)
    await eventually(async () => assert.equal((await depot.deeds()).length, count - 1))
    assert.equal(await stage.waitingIn('depot.dead'), 0)
    assert.equal(await stage.waitingIn('depot'), 0)
  })
})

import assert from 'node:assert/strict'
import { type Channel, type ConfirmChannel, connect } from 'amqplib'
import { type BackboneUnderTest, backboneUnderTest } from './backbone-under-test.js'

describe('what a service may do on the broker', () => {
  let stage: BackboneUnderTest
  let close: () => Promise<void>
  let open: () => Promise<ConfirmChannel>

  before(async () => {
    stage = await backboneUnderTest()
    const connection = await connect(stage.broker.urlFor('depot'))
    close = () => connection.close()
    open = () => connection.createConfirmChannel()
  })

  after(async () => {
    await close()
    await stage.close()
  })

  /** What the broker answers to the attempt: nothing, or why it closed the channel. */
  const answerTo = async (attempt: (channel: ConfirmChannel) => unknown): Promise<string> => {
    const channel = await open()
    const refused = new Promise<string>((resolve) =>
      channel.once('error', (error: Error) => resolve(error.message)),
    )
    const done = Promise.resolve()
      .then(() => attempt(channel))
      .then(() => channel.waitForConfirms())
      .then(() => channel.close())
      .then(() => 'done')
    return Promise.race([refused, done.catch(() => refused)])
  }

  const publish = (exchange: string, routingKey: string) =>
    answerTo((channel) => channel.publish(exchange, routingKey, Buffer.from('{}')))
  const refusal = /ACCESS[_-]REFUSED/

  it('is to publish its own events, to the ladder and to the dead', async () => {
    assert.equal(await publish('depot.events', 'parcel.stored'), 'done')
    assert.equal(await publish('retry.1s', 'depot'), 'done')
    assert.equal(await publish('dead', 'depot'), 'done')
  })

  it('is not to publish an event that another service owns, nor under the name of another', async () => {
    assert.match(await publish('depot.events', 'parcel.sent'), refusal)
    assert.match(await publish('depot.events', 'parcel.eaten'), refusal)
    assert.match(await publish('desk.events', 'parcel.sent'), refusal)
    assert.match(await publish('desk.events', 'parcel.stored'), refusal)
  })

  it('is not to put messages into queues past their exchanges', async () => {
    assert.match(await publish('', 'ledger'), refusal)
    assert.match(await publish('', 'depot'), refusal)
    assert.match(await publish('retry.return', 'ledger'), refusal)
    assert.match(await publish('amq.topic', 'x'), refusal)
  })

  it('is to read its own queue, and neither that of another nor the dead letters', async () => {
    const take = (queue: string) => answerTo((channel: Channel) => channel.get(queue, { noAck: false }))
    assert.equal(await take('depot'), 'done')
    for (const queue of ['ledger', 'depot.dead', 'ledger.dead', 'retry.1s'])
      assert.match(await take(queue), refusal, queue)
    const consume = answerTo((channel) => channel.consume('ledger', () => undefined))
    assert.match(await consume, refusal)
  })

  it('is not to declare, bind, empty or delete anything', async () => {
    const attempts: Array<(channel: ConfirmChannel) => unknown> = [
      (channel) => channel.assertQueue('mine'),
      (channel) => channel.assertQueue('', { exclusive: true }),
      (channel) => channel.assertExchange('mine', 'topic'),
      (channel) => channel.bindQueue('depot', 'desk.events', '#'),
      (channel) => channel.bindQueue('depot', 'ledger.events', '#'),
      (channel) => channel.unbindQueue('depot', 'desk.events', 'parcel.sent'),
      (channel) => channel.purgeQueue('ledger'),
      (channel) => channel.deleteQueue('depot'),
      (channel) => channel.deleteExchange('depot.events'),
    ]
    for (const attempt of attempts) assert.match(await answerTo(attempt), refusal, String(attempt))
  })
})

// The limit of outbox-backlog: the same bodies, out of memory, published by amqplib alone in a window of confirms.
import { eventExchange } from '@eventflow/backbone'
import { throwAwayBroker } from '@eventflow/testing'
import { connect } from 'amqplib'
import { rowsIn } from './backlog.js'
import { contend } from './contending.js'
import { parcelOf } from './parcel.js'
import { ParcelSent, parcelTopology } from './parcel-platform.js'
import { rateOf, timed } from './spent.js'
import { takeParcels } from './take-parcels.js'

const window = 500

async function main(): Promise<void> {
  const broker = await throwAwayBroker(parcelTopology())
  const connection = await connect(broker.urlFor('desk'))
  const channel = await connection.createConfirmChannel()
  let from = 0
  const publish = (body: Buffer) =>
    new Promise<void>((resolve, reject) => {
      const confirmed = (error: unknown) => (error ? reject(error) : resolve())
      const options = { persistent: true, mandatory: true }
      channel.publish(eventExchange('desk'), ParcelSent.type, body, options, confirmed)
    })

  const measure = async (seconds: number) => {
    const count = rowsIn(seconds)
    const bodies = Array.from({ length: count }, (_, index) =>
      Buffer.from(JSON.stringify(parcelOf(from + index))),
    )
    let next = 0
    const one = async () => {
      for (let body = bodies[next++]; body; body = bodies[next++]) await publish(body)
    }
    const spent = await timed(() => Promise.all(Array.from({ length: window }, one)))
    const counts = await takeParcels(broker.adminUrl, { from, count })
    from += count
    return { ...rateOf(spent, count), ...counts }
  }

  await contend({
    measure,
    close: async () => {
      await connection.close()
      await broker.drop()
    },
  })
}

void main()

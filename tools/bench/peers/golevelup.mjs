// Peer @golevelup/nestjs-rabbitmq: its connection without the container of Nest around it, which could only add to the cost.
import { AmqpConnection } from '@golevelup/nestjs-rabbitmq'

const silent = { log() {}, warn() {}, error: console.error, debug() {} }

export async function open({ url, queue, window, handle }) {
  const openOne = async (name) => {
    const connection = new AmqpConnection({
      name,
      uri: url,
      prefetchCount: window,
      logger: silent,
      exchanges: [],
    })
    await connection.init()
    return connection
  }
  const publishing = await openOne('publishing')
  const consuming = await openOne('consuming')
  const found = { queue, createQueueIfNotExists: false }
  await consuming.createSubscriber(async (parcel) => void handle(parcel), found, 'bench')
  return {
    publish: (parcel) => publishing.publish('', queue, parcel, { persistent: true }),
    close: async () => {
      await Promise.all([publishing.close(), consuming.close()])
    },
  }
}

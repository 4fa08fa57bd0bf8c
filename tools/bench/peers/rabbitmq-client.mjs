// Peer rabbitmq-client: a driver of its own, with a Publisher and a Consumer that come back by themselves.
import { Connection } from 'rabbitmq-client'

export async function open({ url, queue, window, handle }) {
  const publishing = new Connection(url)
  const consuming = new Connection(url)
  const publisher = publishing.createPublisher({ confirm: true })
  const consumer = consuming.createConsumer(
    { queue, queueOptions: { passive: true }, qos: { prefetchCount: window } },
    ({ body }) => handle(body),
  )
  await new Promise((resolve) => consumer.once('ready', resolve))
  return {
    publish: (parcel) => publisher.send({ routingKey: queue, durable: true }, parcel),
    close: async () => {
      await publisher.close()
      await consumer.close()
      await Promise.all([publishing.close(), consuming.close()])
    },
  }
}

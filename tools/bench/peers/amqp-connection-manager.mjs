// Peer amqp-connection-manager: amqplib with reconnection, one wrapper to publish and one to consume.
import { connect } from 'amqp-connection-manager'

export async function open({ url, queue, window, handle }) {
  const publishing = connect([url])
  const consuming = connect([url])
  const publisher = publishing.createChannel({ json: true, confirm: true })
  const consumer = consuming.createChannel({
    setup: async (channel) => {
      await channel.prefetch(window)
      await channel.consume(queue, (message) => {
        handle(JSON.parse(message.content.toString()))
        channel.ack(message)
      })
    },
  })
  await Promise.all([publisher.waitForConnect(), consumer.waitForConnect()])
  return {
    publish: (parcel) => publisher.sendToQueue(queue, parcel, { persistent: true }),
    close: async () => {
      await Promise.all([publisher.close(), consumer.close()])
      await Promise.all([publishing.close(), consuming.close()])
    },
  }
}

// Peer rascal: every publication borrows a channel of its own until it is confirmed, so the window is as many channels.
import rascal from 'rascal'

const rejectWith = (reject) => (error) => reject(error instanceof Error ? error : new Error(String(error)))

export async function open({ url, queue, window, handle }) {
  const found = { assert: false, check: true }
  const broker = await rascal.BrokerAsPromised.create(
    rascal.withDefaultConfig({
      vhosts: {
        bench: {
          connection: { url, options: { channelMax: window + 100 } },
          publicationChannelPools: { confirmPool: { max: window, min: window, autostart: true } },
          queues: { [queue]: found },
          publications: { parcels: { vhost: 'bench', queue, confirm: true, options: { persistent: true } } },
          subscriptions: { parcels: { vhost: 'bench', queue, prefetch: window } },
        },
      },
    }),
  )
  broker.on('error', console.error)
  const subscription = await broker.subscribe('parcels')
  subscription.on('error', console.error).on('message', (_message, parcel, ackOrNack) => {
    handle(parcel)
    ackOrNack()
  })
  return {
    publish: (parcel) =>
      new Promise((resolve, reject) => {
        broker
          .publish('parcels', parcel)
          .then((publication) => publication.on('success', resolve).on('error', rejectWith(reject)))
          .catch(reject)
      }),
    close: () => broker.shutdown(),
  }
}

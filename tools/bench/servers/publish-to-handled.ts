// One contender of publish-to-handled: publisher and consumer in this one process, on a quorum queue of its own.
import { pathToFileURL } from 'node:url'
import { throwAwayBroker } from '@eventflow/testing'
import { connect } from 'amqplib'
import { contend } from './contending.js'
import type { Parcel } from './parcel.js'
import { createLoad, type Transport } from './window.js'

/** Unconfirmed publications, and messages taken before the first is acked. */
const window = 300
const queue = 'parcels'

interface Opening {
  url: string
  queue: string
  window: number
  handle: (parcel: Parcel) => void
}

type Open = (opening: Opening) => Promise<Transport>

async function main(adapter: string): Promise<void> {
  const broker = await throwAwayBroker({ definitions: onlyQueue(), permissions: {} })
  const load = createLoad(window)
  const open = adapter === 'bare' ? openBare : await openPeer(adapter)
  const transport = await open({ url: broker.adminUrl, queue, window, handle: load.handle })
  await contend({
    measure: (seconds) => load.measure(transport, seconds),
    close: async () => {
      await transport.close()
      await broker.drop()
    },
  })
}

const onlyQueue = () => ({
  exchanges: [],
  queues: [{ name: queue, durable: true, auto_delete: false, arguments: { 'x-queue-type': 'quorum' } }],
  bindings: [],
  policies: [],
})

/** A peer is a module of its own package, beside what it imports. */
async function openPeer(file: string): Promise<Open> {
  const { open } = (await import(pathToFileURL(file).href)) as { open: Open }
  return open
}

/** The limit: amqplib and nothing around it; the publisher obeys its back-pressure by the window alone. */
async function openBare({ url, handle }: Opening): Promise<Transport> {
  const publishing = await connect(url)
  const consuming = await connect(url)
  const publisher = await publishing.createConfirmChannel()
  const consumer = await consuming.createChannel()
  await consumer.prefetch(window)
  await consumer.consume(queue, (message) => {
    if (!message) return
    handle(JSON.parse(message.content.toString()) as Parcel)
    consumer.ack(message)
  })
  return {
    publish: (parcel) =>
      new Promise<void>((resolve, reject) => {
        const confirmed = (error: unknown) => (error ? reject(error) : resolve())
        publisher.sendToQueue(queue, Buffer.from(JSON.stringify(parcel)), { persistent: true }, confirmed)
      }),
    close: () => Promise.all([publishing, consuming].map((connection) => connection.close())),
  }
}

void main(process.argv[2] ?? 'bare')

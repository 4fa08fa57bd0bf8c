// One contender of publish-to-handled: publisher and consumer in this one process, on a quorum queue of its own.
import { randomBytes } from 'node:crypto'
import { pathToFileURL } from 'node:url'
import { eventExchange, repeatableReaction, toMessage } from '@eventflow/backbone'
import { createSealer, currentTraceparent, newId } from '@eventflow/runtime'
import { throwAwayBroker } from '@eventflow/testing'
import { connect, type Options } from 'amqplib'
import { connected } from './connected.js'
import { contend } from './contending.js'
import { type Parcel, parcelOf } from './parcel.js'
import { openParcelBackbone, ParcelSent, parcelTopology } from './parcel-platform.js'
import { createLoad, type Transport } from './window.js'

/** Unconfirmed publications, and messages taken before the first is acked. */
const window = 300
const queue = 'depot'

interface Opening {
  /** As administrator of the virtual host. */
  url: string
  urlFor: (service: string) => string
  queue: string
  window: number
  handle: (parcel: Parcel) => void
}

type Open = (opening: Opening) => Promise<Transport>

async function main(adapter: string): Promise<void> {
  const broker = await throwAwayBroker(parcelTopology())
  const load = createLoad(window)
  const open = own[adapter] ?? (await openPeer(adapter))
  const { adminUrl: url, urlFor } = broker
  const transport = await open({ url, urlFor, queue, window, handle: load.handle })
  await contend({
    measure: (seconds) => load.measure(transport, seconds),
    close: async () => {
      await transport.close()
      await broker.drop()
    },
  })
}

/** A peer is a module of its own package, beside what it imports. */
async function openPeer(file: string): Promise<Open> {
  const { open } = (await import(pathToFileURL(file).href)) as { open: Open }
  return open
}

interface Envelope {
  exchange: string
  routingKey: string
  options: Options.Publish
}

const withoutAnything: Envelope = { exchange: '', routingKey: queue, options: { persistent: true } }

/** As a message of ours travels: the same exchange, properties and headers, of one message for all. */
function asOurs(): Envelope {
  const { exchange, type, properties } = toMessage(
    ParcelSent(parcelOf(1)),
    {
      service: 'desk',
      exchange: eventExchange('desk'),
      sealer: createSealer([randomBytes(32)]),
      isConsumed: () => true,
    },
    { traceparent: currentTraceparent(), correlationId: newId(), written: [] },
  )
  return { exchange, routingKey: type, options: { ...properties, mandatory: true, persistent: true } }
}

/** amqplib and nothing around it; the publisher obeys its back-pressure by the window alone. */
const openBare =
  (envelope: Envelope) =>
  async ({ url, handle }: Opening): Promise<Transport> => {
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
          const { exchange, routingKey, options } = envelope
          publisher.publish(exchange, routingKey, Buffer.from(JSON.stringify(parcel)), options, confirmed)
        }),
      close: () => Promise.all([publishing, consuming].map((connection) => connection.close())),
    }
  }

/** Ours: two services without a database, with contracts, trace, log and metrics, and no more rights than they need. */
async function openOurs({ urlFor, handle }: Opening): Promise<Transport> {
  const sealingKey = randomBytes(32).toString('base64')
  const openOne = (service: 'desk' | 'depot') => {
    const values = { SEALING_KEY: sealingKey, RABBITMQ_URL: urlFor(service) }
    return openParcelBackbone({ service, values })
  }
  const desk = await openOne('desk')
  const depot = await openOne('depot')
  await depot.consume([repeatableReaction(ParcelSent, async ({ data }) => void handle(data))])
  await Promise.all([connected(desk), connected(depot)])
  return {
    publish: (parcel) => desk.publish([ParcelSent(parcel)]),
    close: () => Promise.all([desk.close(), depot.close()]),
  }
}

const own: Readonly<Record<string, Open>> = {
  bare: openBare(withoutAnything),
  'bare-as-ours': openBare(asOurs()),
  ours: openOurs,
}

void main(process.argv[2] ?? 'bare')

// Events as seen from outside: collected from a broker, or sent there as if another service had.
import { randomUUID } from 'node:crypto'
import { type Envelope, readBody, toMessage, type WireFormat } from '@eventflow/backbone'
import { catalogue, type DomainEvent } from '@eventflow/contracts'
import { createSealer, newId } from '@eventflow/runtime'
import { type ConsumeMessage, connect } from 'amqplib'

export interface SeenEvent {
  id: string
  type: string
  source: string
  data: Record<string, unknown>
  headers: Record<string, unknown>
  correlationId: string
  causationId: Envelope['causationId']
}

export interface Collection {
  /** Everything seen so far, oldest first. */
  seen(type?: string): SeenEvent[]
  close(): Promise<void>
}

/** Listens to the exchanges of these services with a queue of its own; what was sent before is not seen. */
export async function collectEvents(adminUrl: string, services: readonly string[]): Promise<Collection> {
  const connection = await connect(adminUrl)
  const channel = await connection.createChannel()
  const { queue } = await channel.assertQueue('', { exclusive: true, autoDelete: true })
  for (const service of services) await channel.bindQueue(queue, `${service}.events`, '#')
  const events: SeenEvent[] = []
  await channel.consume(
    queue,
    (message) => {
      if (!message) return
      const { properties } = message
      const headers = (properties.headers ?? {}) as Record<string, unknown>
      events.push({
        id: String(properties.messageId),
        type: String(properties.type),
        source: String(properties.appId),
        data: dataIn(message),
        headers,
        correlationId: String(properties.correlationId),
        causationId: headers['x-causation-id'] as string | undefined,
      })
    },
    { noAck: true },
  )
  return {
    seen: (type) => events.filter((event) => type === undefined || event.type === type),
    close: () => connection.close(),
  }
}

/** An event that is not of the platform is taken for JSON. */
function dataIn(message: ConsumeMessage): Record<string, unknown> {
  const contract = catalogue.find(({ type }) => type === message.properties.type)
  return contract ? readBody(message, contract) : JSON.parse(message.content.toString())
}

interface Sending {
  /** The service it is said to come from. */
  as: string
  sealingKey?: Buffer
  /** Sends it this many times under one message id, as a broker may. */
  times?: number
  format?: WireFormat
  /** As if it had failed before: which attempt this is. */
  attempt?: number
}

/** Publishes as a service would, confirmed; answers the message id. */
export async function sendEvent(adminUrl: string, event: DomainEvent, sending: Sending): Promise<string> {
  const connection = await connect(adminUrl)
  try {
    const channel = await connection.createConfirmChannel()
    const message = toMessage(
      event,
      {
        service: sending.as,
        exchange: `${sending.as}.events`,
        sealer: createSealer([sending.sealingKey ?? Buffer.alloc(32)]),
        isConsumed: () => true,
        ...(sending.format && { format: sending.format }),
      },
      {
        traceparent: `00-${randomUUID().replaceAll('-', '')}-0123456789abcdef-00`,
        correlationId: newId(),
        written: [],
      },
    )
    const { headers, ...properties } = message.properties
    const sent = { ...properties, headers: { ...headers, 'x-attempt': sending.attempt ?? 1 } }
    for (let count = 0; count < (sending.times ?? 1); count++)
      channel.publish(message.exchange, message.type, message.body, sent)
    await channel.waitForConfirms()
    return message.id
  } finally {
    await connection.close()
  }
}

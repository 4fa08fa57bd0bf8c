// Publishes with confirms: a message counts as sent when the broker has it in a queue, not when it left the socket.
import type { Logger, Resource } from '@eventflow/runtime'
import type { ConfirmChannel, Options } from 'amqplib'
import { type Connection, keepChannel, openConfirmChannel } from './connection.js'

export interface Publication {
  exchange: string
  routingKey: string
  body: Buffer
  properties: Options.Publish
  mandatory: boolean
}

/** The broker has no queue for a message that somebody should get. */
export class UnroutableError extends Error {
  constructor(exchange: string, routingKey: string) {
    super(`no queue takes ${routingKey} from the exchange ${exchange}`)
    this.name = 'UnroutableError'
  }
}

export interface Publisher extends Resource {
  /** Resolves when the broker confirmed; rejects when it refused, returned the message, or the channel closed before. */
  publish(publication: Publication): Promise<void>
  isReady(): boolean
  problem(): string
}

/** Many may be in flight: whoever calls bounds how many. */
export function createPublisher(
  connection: Connection,
  { name, logger }: { name: string; logger: Logger },
): Publisher {
  const returned = new Set<string>()
  const kept = keepChannel<ConfirmChannel>(connection, {
    name,
    logger,
    open: openConfirmChannel,
    prepare: async (channel) => {
      returned.clear()
      // A returned message comes before its confirm, so the confirm can be turned into a refusal.
      channel.on('return', ({ properties }) => returned.add(String(properties.messageId)))
    },
  })
  const publish = ({ exchange, routingKey, body, properties, mandatory }: Publication) =>
    new Promise<void>((resolve, reject) => {
      const channel = kept.current()
      if (!channel) return reject(new Error(`not connected to the broker: ${kept.problem()}`))
      const options = { ...properties, mandatory, persistent: true }
      channel.publish(exchange, routingKey, body, options, (error: unknown) => {
        const wasReturned = returned.delete(String(properties.messageId))
        if (error) reject(error instanceof Error ? error : new Error('the broker refused the message'))
        else if (wasReturned) reject(new UnroutableError(exchange, routingKey))
        else resolve()
      })
    })
  return {
    publish,
    isReady: () => kept.current() !== undefined && !connection.isBlocked(),
    problem: () => (connection.isBlocked() ? 'the broker takes no messages' : kept.problem()),
    close: () => kept.close(),
  }
}

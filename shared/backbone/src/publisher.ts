// Publishes with confirms: a message counts as sent when the broker has it in a queue, not when it left the socket.
import type { Duplex, Writable } from 'node:stream'
import { isTracing, type Logger, type Resource } from '@eventflow/runtime'
import { type ConfirmChannel, IllegalOperationError, type Options } from 'amqplib'
import { type Connection, keepChannel, openConfirmChannel } from './connection.js'
import { createDeadlines } from './deadlines.js'
import type { OutgoingMessage } from './envelope.js'
import { framesOf } from './frames.js'
import { type Place, requirePart } from './own-part.js'

export interface Publication {
  exchange: string
  routingKey: string
  body: Buffer
  properties: Options.Publish
  mandatory: boolean
}

export const publicationOf = (message: OutgoingMessage): Publication => ({
  exchange: message.exchange,
  routingKey: message.type,
  body: message.body,
  properties: message.properties,
  mandatory: message.mandatory,
})

/** The broker has no queue for a message that somebody should get. */
export class UnroutableError extends Error {
  constructor(exchange: string, routingKey: string) {
    super(`no queue takes ${routingKey} from the exchange ${exchange}`)
    this.name = 'UnroutableError'
  }
}

/** The message does not fit the protocol (64 kB of headers, say), now or ever. */
export class UnsendableError extends Error {
  constructor(cause: unknown) {
    super(`the message cannot be put on the wire: ${(cause as Error).message}`, { cause })
    this.name = 'UnsendableError'
  }
}

export interface Publisher extends Resource {
  /** Resolves when the broker confirmed; rejects when it refused, returned the message, or gave no answer. */
  publish(publication: Publication): Promise<void>
  /** Messages that were handed over and not answered for yet. */
  inFlight(): number
  isReady(): boolean
  problem(): string
}

/** A broker that is blocked or frozen confirms nothing; what it got may be published twice then. */
const confirmLimitMs = 10_000

/** What amqplib keeps to itself of a channel. */
interface Inside {
  ch: number
  connection: {
    stream: Duplex
    frameMax: number
    channels: ReadonlyArray<{ buffer: Writable } | null>
  }
  pushConfirmCallback(answered: (error: unknown) => void): void
}

/** What is published until the next turn of the event loop leaves in one packet instead of one each. */
function holdBack({ connection: { stream } }: Inside): void {
  if (stream.writableCorked > 0) return
  stream.cork()
  // Behind the turn that the client waits for before it writes.
  setImmediate(() => setImmediate(() => stream.uncork()))
}

/** While it closes it refuses by methods of its own in the place of those of its kind. */
const isClosing = (channel: Inside): boolean =>
  Object.hasOwn(channel, 'sendMessage') || Object.hasOwn(channel.connection, 'sendMessage')

/** Does what `publish` of amqplib does, by frames that are made quicker. Where traces are recorded they begin in `publish`. */
function send(channel: ConfirmChannel, publication: Publication, answered: (error: unknown) => void): void {
  const inside = channel as unknown as Inside
  const { ch, connection } = inside
  holdBack(inside)
  const buffer = connection.channels[ch]?.buffer
  const frames =
    buffer && !isClosing(inside) && !isTracing()
      ? framesOf(publication, { channel: ch, frameMax: connection.frameMax })
      : undefined
  if (buffer && frames) {
    buffer.write(frames)
    inside.pushConfirmCallback(answered)
    return
  }
  const { exchange, routingKey, body, properties, mandatory } = publication
  channel.publish(exchange, routingKey, body, { ...properties, mandatory, persistent: true }, answered)
}

interface PublisherParts {
  name: string
  logger: Logger
  /** Told how long each confirmation took. */
  confirmed?: (seconds: number) => void
  /** What must be there before anything is published. */
  part: readonly Place[]
}

/** Many may be in flight: whoever calls bounds how many. */
export function createPublisher(
  connection: Connection,
  { name, logger, confirmed, part }: PublisherParts,
): Publisher {
  let inFlight = 0
  const deadlines = createDeadlines(confirmLimitMs)
  const returned = createReturns()
  const kept = keepChannel<ConfirmChannel>(connection, {
    name,
    logger,
    open: openConfirmChannel,
    prepare: async (channel) => {
      await requirePart(connection.model, part)
      returned.forget()
      // A returned message comes before its confirm, so the confirm can be turned into a refusal.
      channel.on('return', ({ fields, properties }) =>
        returned.add(placeOf(fields.exchange, fields.routingKey, properties.messageId)),
      )
    },
  })
  const publish = (publication: Publication) =>
    new Promise<void>((resolve, reject) => {
      const channel = kept.current()
      if (!channel) return reject(new Error(`not connected to the broker: ${kept.problem()}`))
      const startedAt = performance.now()
      const answered = (error: unknown) => {
        deadlines.over(limit)
        inFlight--
        confirmed?.((performance.now() - startedAt) / 1_000)
        const { exchange, routingKey, properties, mandatory } = publication
        const wasReturned = mandatory && returned.take(exchange, routingKey, properties.messageId)
        if (error) reject(error instanceof Error ? error : new Error('the broker refused the message'))
        else if (wasReturned) reject(new UnroutableError(exchange, routingKey))
        else resolve()
      }
      try {
        send(channel, publication, answered)
      } catch (error) {
        return reject(error instanceof IllegalOperationError ? error : new UnsendableError(error))
      }
      inFlight++
      const limit = deadlines.begin(() => reject(new Error('the broker does not confirm')))
    })
  return {
    publish,
    inFlight: () => inFlight,
    isReady: () => kept.current() !== undefined && !connection.isBlocked(),
    problem: () => (connection.isBlocked() ? 'the broker takes no messages' : kept.problem()),
    close: () => kept.close(),
  }
}

const placeOf = (exchange: string, routingKey: string, id: unknown): string =>
  `${exchange} ${routingKey} ${id}`

/** Counted, not only named: doubles of one message may be in flight, and each has an answer of its own. */
function createReturns() {
  const counts = new Map<string, number>()
  return {
    add: (place: string) => void counts.set(place, (counts.get(place) ?? 0) + 1),
    take: (exchange: string, routingKey: string, id: unknown): boolean => {
      if (counts.size === 0) return false
      const place = placeOf(exchange, routingKey, id)
      const count = counts.get(place) ?? 0
      if (count > 1) counts.set(place, count - 1)
      else counts.delete(place)
      return count > 0
    },
    forget: () => counts.clear(),
  }
}

// The desk of dead letters: takes what was put aside out of the `.dead` queues as it is, and puts it back to the consumer that failed.
import { setTimeout as sleep } from 'node:timers/promises'
import { isUnavailable, type Logger, type Resource, within } from '@eventflow/runtime'
import type { Channel, ConsumeMessage } from 'amqplib'
import { type KeptChannel, keepChannel, openConnection, openPlainChannel } from './connection.js'
import { type ParkedLetter, parkedLetterOf, replayHeader, sendableTable } from './parked-letter.js'
import { createPublisher, UnroutableError, UnsendableError } from './publisher.js'
import { headersOfMessage } from './put-aside.js'
import { type Delivery, type Subscription, subscribe } from './subscription.js'
import { deadQueue, retryReturnExchange } from './topology.js'

export type { ParkedLetter } from './parked-letter.js'
export { retryExchange, retrySteps } from './topology.js'

/** The consumers' queues whose dead letters are kept in one of these queues. */
export const deadQueuesAmong = (queues: readonly string[]): string[] =>
  queues.filter((name) => name.endsWith(deadQueue(''))).map((name) => name.slice(0, -deadQueue('').length))

/** A letter as it goes back: to the queue of this name and to no other. */
export type ReturnedLetter = Pick<ParkedLetter, 'queue' | 'properties' | 'headers' | 'body'> & {
  /** How often it has been put back, this time included. */
  replays: number
}

/** `refused` will be refused again: no such queue, or a message that does not fit the protocol. `away` may go later. */
export type Returned = { kind: 'returned' } | { kind: 'refused'; error: string } | { kind: 'away' }

export interface Desk extends Resource {
  /** Takes the dead letters of these queues, now and as they come. Queues that are taken from already are passed over. */
  take(queues: readonly string[]): void
  /** Resolves once the broker has it, or says why it has not. */
  putBack(letter: ReturnedLetter): Promise<Returned>
}

interface DeskParts {
  service: string
  logger: Logger
  /** A letter is acknowledged when this has resolved; it may be given the same letter again, then with the same `parking`. */
  store(letters: readonly ParkedLetter[]): Promise<void>
}

const prefetch = 50
const batchBytes = 4_000_000
const pauseMs = 1_000
const closeLimitMs = 3_000

/** Opens at once, whether the broker is there or not. */
export async function openDesk(url: string, parts: DeskParts): Promise<Desk> {
  const { service, logger } = parts
  const publishing = await openConnection(url, { name: `${service} dead-letter publisher`, logger })
  const consuming = await openConnection(url, { name: `${service} dead-letter consumer`, logger })
  const publisher = createPublisher(publishing, {
    name: `${service} dead-letter publisher`,
    logger,
    part: [{ kind: 'exchange', name: retryReturnExchange }],
  })
  const takers = new Map<string, Taker>()

  return {
    take: (queues) => {
      for (const queue of queues)
        if (!takers.has(queue)) takers.set(queue, takerOf(queue, { ...parts, connection: consuming }))
    },
    putBack: async (letter) => {
      try {
        await publisher.publish(publicationOf(letter))
        return { kind: 'returned' }
      } catch (error) {
        const isRefused = error instanceof UnroutableError || error instanceof UnsendableError
        return isRefused ? { kind: 'refused', error: error.message } : { kind: 'away' }
      }
    },
    dependency: {
      name: 'dead-letters',
      check: async () => {
        for (const [queue, { problem }] of takers)
          if (problem()) throw new Error(`${deadQueue(queue)}: ${problem()}`)
      },
    },
    close: async () => {
      await Promise.all([...takers.values()].map((taker) => taker.close()))
      await publisher.close()
      await Promise.all([publishing.close(), consuming.close()])
    },
  }
}

/** As it was when it failed, but for the account of its failures: the first attempt again, counted as put back. */
function publicationOf({ queue, properties, headers, body, replays }: ReturnedLetter) {
  const kept = Object.entries(headersOfMessage(sendableTable(headers))).filter(
    ([name]) => !/^(x-dead-.*|x-last-error)$/.test(name),
  )
  return {
    exchange: retryReturnExchange,
    routingKey: queue,
    body,
    properties: {
      ...sendableTable(properties),
      expiration: undefined,
      userId: undefined,
      headers: { ...Object.fromEntries(kept), 'x-attempt': 1, [replayHeader]: replays },
    },
    mandatory: true,
  }
}

interface Taker {
  /** Why nothing is taken just now; empty while something is. */
  problem(): string
  close(): Promise<void>
}

type TakerParts = DeskParts & { connection: Parameters<typeof keepChannel>[0] }

/** One queue, one channel: a queue that is missing troubles no other. */
function takerOf(queue: string, parts: TakerParts): Taker {
  const { connection, logger } = parts
  const stop = new AbortController()
  const shelf = createShelf(queue, parts, stop.signal)
  let subscription: Subscription | undefined
  const kept: KeptChannel<Channel> = keepChannel(connection, {
    name: `${deadQueue(queue)} taker`,
    logger,
    open: openPlainChannel,
    prepare: async (channel) => {
      subscription = await subscribe(channel, {
        queue: deadQueue(queue),
        prefetch: () => prefetch,
        deliver: shelf.add,
      })
    },
  })
  return {
    problem: () => (kept.current() ? '' : kept.problem()),
    close: async () => {
      stop.abort()
      await within(closeLimitMs, subscription?.cancel() ?? Promise.resolve()).catch(() => undefined)
      await within(closeLimitMs, shelf.idle()).catch(() => undefined)
      subscription?.flush()
      await kept.close()
    },
  }
}

/** Stores one batch at a time; what comes meanwhile is the next, so a flood makes large batches and a single letter does not wait. */
function createShelf(queue: string, { store, logger }: DeskParts, stop: AbortSignal) {
  let waiting: Delivery[] = []
  let working: Promise<void> | undefined

  const pause = () => sleep(pauseMs, undefined, { signal: stop }).catch(() => undefined)

  const storeBatch = async (batch: readonly Delivery[]): Promise<void> => {
    try {
      await store(batch.map(({ message }) => parkedLetterOf(message, queue)))
      for (const delivery of batch) delivery.ack()
    } catch (error) {
      // One that cannot be stored must not keep its neighbours out, so each is tried alone.
      if (batch.length > 1 && !isUnavailable(error)) {
        for (const one of batch) await storeBatch([one])
        return
      }
      logger.warn('dead letters cannot be stored yet', { queue, error: (error as Error).message })
      waiting.push(...batch)
      await pause()
    }
  }

  const work = async () => {
    while (waiting.length > 0 && !stop.aborted) {
      // What came by a channel that is over comes again by the next one.
      waiting = waiting.filter((delivery) => delivery.isLive())
      const batch = waiting.splice(0, fitting(waiting.map(({ message }) => message)))
      if (batch.length > 0) await storeBatch(batch)
    }
  }

  return {
    add: (delivery: Delivery) => {
      waiting.push(delivery)
      working ??= work().finally(() => {
        working = undefined
      })
    },
    idle: () => working ?? Promise.resolve(),
  }
}

/** How many of them make one batch: one at least, however large it is. */
function fitting(messages: readonly ConsumeMessage[]): number {
  let bytes = 0
  const tooMany = messages.findIndex((message, index) => {
    bytes += message.content.length
    return index > 0 && bytes > batchBytes
  })
  return tooMany === -1 ? messages.length : tooMany
}

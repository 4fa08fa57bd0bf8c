// The consumer of a service: takes messages from its queue, keeps the order of each key, and answers for every one of them.
import { type Resource, within } from '@eventflow/runtime'
import type { Channel } from 'amqplib'
import { type AnswerParts, answerFor } from './answer.js'
import { type Connection, keepChannel, openPlainChannel } from './connection.js'
import { subjectOf } from './envelope.js'
import { createLanes } from './lanes.js'
import { createPace } from './pace.js'
import { type Delivery, type Subscription, subscribe } from './subscription.js'

export interface ConsumerParts extends AnswerParts {
  connection: Connection
  prefetch: number
  lanes: number
  batch: number
}

export interface Consumption extends Resource {
  isLive(): boolean
  problem(): string
}

const cancelLimitMs = 1_000

export function consume(parts: ConsumerParts): Consumption {
  const { consumer: queue, lanes: count, metrics } = parts
  const pace = createPace(parts)
  const stop = new AbortController()
  let subscription: Subscription | undefined

  const work = async (deliveries: readonly Delivery[]) => {
    const startedAt = performance.now()
    const { together } = await answerFor(parts, deliveries, stop.signal)
    metrics.batchSize.observe(deliveries.length)
    pace.note({ messages: deliveries.length, together, ms: performance.now() - startedAt })
  }
  const lanes = createLanes<Delivery>({ count, batch: pace.batch, work })

  const kept = keepChannel<Channel>(parts.connection, {
    name: `${queue} consumer`,
    logger: parts.logger,
    open: openPlainChannel,
    prepare: async (channel) => {
      subscription = await subscribe(channel, {
        queue,
        prefetch: pace.prefetch,
        deliver: (delivery) => lanes.add(subjectOf(delivery.message), delivery),
      })
    },
  })

  return {
    isLive: () => kept.current() !== undefined,
    problem: () => kept.problem(),
    close: async () => {
      stop.abort()
      // What was taken and not begun goes back to the queue with the channel, so a broker that does not answer is no loss.
      await within(cancelLimitMs, subscription?.cancel() ?? Promise.resolve()).catch(() => undefined)
      await lanes.idle()
      subscription?.flush()
      await kept.close()
    },
  }
}

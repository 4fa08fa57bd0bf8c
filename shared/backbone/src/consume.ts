// The consumer of a service: takes messages from its queue, keeps the order of each key, and answers for every one of them.
import { type Resource, within } from '@eventflow/runtime'
import type { Channel } from 'amqplib'
import { type AnswerParts, answerFor } from './answer.js'
import { type Connection, keepChannel, openPlainChannel } from './connection.js'
import { subjectOf } from './envelope.js'
import { createLanes } from './lanes.js'
import { type Subscription, subscribe } from './subscription.js'

export interface ConsumerParts extends AnswerParts {
  connection: Connection
  prefetch: number
  lanes: number
}

export interface Consumption extends Resource {
  isLive(): boolean
  problem(): string
}

const cancelLimitMs = 1_000

export function consume(parts: ConsumerParts): Consumption {
  const lanes = createLanes(parts.lanes)
  const stop = new AbortController()
  let subscription: Subscription | undefined

  const kept = keepChannel<Channel>(parts.connection, {
    name: `${parts.consumer} consumer`,
    logger: parts.logger,
    open: openPlainChannel,
    prepare: async (channel) => {
      subscription = await subscribe(channel, {
        queue: parts.consumer,
        prefetch: parts.prefetch,
        deliver: (delivery) =>
          lanes.run(subjectOf(delivery.message), () => answerFor(parts, delivery, stop.signal)),
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
      await kept.close()
    },
  }
}

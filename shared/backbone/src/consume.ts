// The consumer of a service: takes messages from its queue, keeps the order of each key, and answers for every one of them.
import { type Resource, within } from '@eventflow/runtime'
import type { Channel } from 'amqplib'
import { type AnswerParts, answerFor } from './answer.js'
import { type Connection, closeSoon, keepChannel, openPlainChannel } from './connection.js'
import { watchConsumer } from './consumer-watch.js'
import { subjectOf } from './envelope.js'
import { createLanes } from './lanes.js'
import { consumingPart, requirePart } from './own-part.js'
import { createPace } from './pace.js'
import { type Delivery, type Subscription, subscribe } from './subscription.js'

export interface ConsumerParts extends AnswerParts {
  connection: Connection
  prefetch: number
  lanes: number
  watchMs: number
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
    watch.answered(deliveries.length)
    metrics.batchSize.observe(deliveries.length)
    pace.note({ messages: deliveries.length, together, ms: performance.now() - startedAt })
  }
  const lanes = createLanes<Delivery>({ count, batch: pace.batch, work })

  const kept = keepChannel<Channel>(parts.connection, {
    name: `${queue} consumer`,
    logger: parts.logger,
    open: openPlainChannel,
    prepare: async (channel) => {
      await requirePart(parts.connection.model, consumingPart(queue))
      subscription = await subscribe(channel, {
        queue,
        prefetch: pace.prefetch,
        deliver: (delivery) => {
          watch.took()
          lanes.add(subjectOf(delivery.message), delivery)
        },
      })
      watch.began()
    },
  })

  const watch = watchConsumer({
    ...parts,
    model: parts.connection.model,
    queue,
    everyMs: parts.watchMs,
    isLive: () => kept.current() !== undefined,
    revive: () => void closeSoon(kept.current()),
    renew: kept.renew,
  })

  return {
    isLive: () => kept.current() !== undefined || kept.isRenewing(),
    problem: () => kept.problem(),
    close: async () => {
      stop.abort()
      await watch.close()
      // What was taken and not begun goes back to the queue with the channel, so a broker that does not answer is no loss.
      await within(cancelLimitMs, subscription?.cancel() ?? Promise.resolve()).catch(() => undefined)
      await lanes.idle()
      subscription?.flush()
      await kept.close()
    },
  }
}

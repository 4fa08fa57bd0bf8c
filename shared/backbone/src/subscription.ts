// How many messages a consumer takes at a time: all it can hold, but one by one while the broker gives out again what nobody answered.
import { randomUUID } from 'node:crypto'
import { type TraceScope, traceScope } from '@eventflow/runtime'
import type { Channel, ConsumeMessage } from 'amqplib'
import { createAcks } from './acks.js'
import { closeSoon } from './connection.js'

/** A message, and the way to answer for it. */
export interface Delivery {
  message: ConsumeMessage
  /** Where it came in: work that begins at the end of other work must not be taken for a part of that. */
  scope: TraceScope
  /** False once its channel is over: the broker has the message back then, and gives it out again. */
  isLive(): boolean
  ack(): void
  refuse(fate: 'reject' | 'again'): void
}

export interface Subscription {
  /** Ends the flow of messages; what was taken can still be answered for. */
  cancel(): Promise<void>
  /** Tells the broker what is done and not told yet. */
  flush(): void
}

interface SubscriptionPlan {
  queue: string
  /** How many messages to hold at this moment. */
  prefetch(): number
  deliver: (delivery: Delivery) => void
}

/**
 * A crash counts against every message that was taken and not answered, so the neighbours of a message that crashes
 * its consumer would be parked with it. What crashed comes back first and marked: as long as such messages come, one
 * is taken at a time, and so it is at the beginning, when nobody knows yet what comes.
 */
export async function subscribe(channel: Channel, plan: SubscriptionPlan): Promise<Subscription> {
  const acks = createAcks(channel)
  let isOpen = true
  let isCancelled = false
  let window = 0
  let tag = ''
  let changing = Promise.resolve()
  for (const end of ['close', 'cancel'])
    channel.once(end, () => {
      isOpen = false
    })

  const onMessage = (message: ConsumeMessage | null) => {
    // The broker cancelled the consumer, which the channel is told as well.
    if (!message) return
    acks.took(message)
    plan.deliver({
      message,
      scope: traceScope(),
      isLive: () => isOpen,
      ack: () => isOpen && acks.ack(message),
      refuse: (fate) => isOpen && acks.refuse(message, fate),
    })
    const wanted = message.fields.redelivered ? 1 : plan.prefetch()
    if (message.fields.consumerTag === tag && wanted !== window) changing = change(wanted)
  }

  // A limit holds for consumers that begin after it was set, hence a new one each time.
  const take = async (count: number) => {
    window = count
    tag = randomUUID()
    await channel.prefetch(count)
    if (!isCancelled) await channel.consume(plan.queue, onMessage, { noAck: false, consumerTag: tag })
  }

  const change = async (count: number) => {
    const former = tag
    tag = ''
    try {
      await channel.cancel(former)
      await take(count)
    } catch {
      await closeSoon(channel)
    }
  }

  await take(1)
  return {
    cancel: async () => {
      isCancelled = true
      await changing
      if (isOpen) await channel.cancel(tag).catch(() => undefined)
    },
    flush: () => isOpen && acks.flush(),
  }
}

// One connection to RabbitMQ that comes back by itself, and channels on it that do the same.
import type { Logger, Resource } from '@eventflow/runtime'
import { type Channel, type ConfirmChannel, connect, type RecoveringChannelModel } from 'amqplib'

export interface Connection extends Resource {
  readonly model: RecoveringChannelModel
  isUp(): boolean
  /** True while the broker, short of memory or disk, takes no messages. */
  isBlocked(): boolean
}

const retryFirstMs = 200
const retryAtMostMs = 5_000
const heartbeatSeconds = 10

/** Returns at once; the connection is made, and made again, in the background with jittered back-off. */
export async function openConnection(
  url: string,
  { name, logger }: { name: string; logger: Logger },
): Promise<Connection> {
  const address = new URL(url)
  address.searchParams.set('heartbeat', String(heartbeatSeconds))
  const model = await connect(address.href, {
    clientProperties: { connection_name: name },
    recovery: { waitForConnect: false, initialDelay: retryFirstMs, maxDelay: retryAtMostMs, jitter: 0.3 },
  })
  let up = false
  let blocked = false
  let complained = false
  model.on('connect', () => {
    if (complained) logger.info('the broker is back', { connection: name })
    up = true
    blocked = false
    complained = false
  })
  const lost = (error: Error) => {
    if (!complained) logger.warn('the broker is away', { connection: name, error: error.message })
    up = false
    complained = true
  }
  model.on('disconnect', lost)
  model.on('connect-failed', lost)
  model.on('blocked', (reason: string) => {
    blocked = true
    logger.warn('the broker takes no messages', { connection: name, reason })
  })
  model.on('unblocked', () => {
    blocked = false
  })
  // Every error is followed by 'disconnect', which reports it; without a listener it would end the process.
  model.on('error', () => undefined)
  return { model, isUp: () => up, isBlocked: () => blocked, close: () => model.close() }
}

export interface KeptChannel<C extends Channel> extends Resource {
  /** The channel of the moment; undefined while there is none. */
  current(): C | undefined
  /** Why there is none. */
  problem(): string
}

interface ChannelPlan<C extends Channel> {
  name: string
  open: (model: RecoveringChannelModel) => Promise<C>
  /** Sets the channel up each time it is new (prefetch, consumers, listeners). */
  prepare: (channel: C) => Promise<unknown>
  logger: Logger
}

export const openConfirmChannel = (model: RecoveringChannelModel): Promise<ConfirmChannel> =>
  model.createConfirmChannel()
export const openPlainChannel = (model: RecoveringChannelModel): Promise<Channel> => model.createChannel()

/**
 * Keeps a channel open: whatever closes it (the connection, an error of ours, the broker cancelling the consumer)
 * leads to a new one, prepared again. A channel that died silently is what loses messages for hours.
 */
export function keepChannel<C extends Channel>(connection: Connection, plan: ChannelPlan<C>): KeptChannel<C> {
  let current: C | undefined
  let problem = 'not connected yet'
  let closed = false
  let failures = 0
  let timer: NodeJS.Timeout | undefined

  const again = (reason: string) => {
    current = undefined
    problem = reason
    if (closed || timer) return
    const waitMs =
      Math.min(retryFirstMs * 2 ** Math.min(failures++, 8), retryAtMostMs) * (0.7 + Math.random() * 0.6)
    timer = setTimeout(() => {
      timer = undefined
      void openNext()
    }, waitMs)
  }

  const openNext = async () => {
    let opened: C | undefined
    let reason = 'the channel closed'
    try {
      opened = await plan.open(connection.model)
      if (closed) return await opened.close()
      opened.on('error', (error: Error) => {
        reason = error.message
      })
      opened.on('close', () => {
        if (current === opened || current === undefined) again(reason)
      })
      opened.on('cancel', () => void opened?.close().catch(() => undefined))
      await plan.prepare(opened)
      current = opened
      failures = 0
    } catch (error) {
      if (closed) return
      plan.logger.warn('a channel could not be set up', {
        channel: plan.name,
        error: (error as Error).message,
      })
      opened?.close().catch(() => undefined)
      again((error as Error).message)
    }
  }

  void openNext()
  return {
    current: () => current,
    problem: () => problem,
    close: async () => {
      closed = true
      clearTimeout(timer)
      const last = current
      current = undefined
      await last?.close().catch(() => undefined)
    },
  }
}

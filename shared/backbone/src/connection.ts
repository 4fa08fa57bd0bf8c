// One connection to RabbitMQ that comes back by itself, and channels on it that do the same.
import { setImmediate, setTimeout as sleep } from 'node:timers/promises'
import { type Logger, type Resource, within } from '@eventflow/runtime'
import {
  type Channel,
  type ChannelModel,
  type ConfirmChannel,
  connect,
  type RecoveringChannelModel,
} from 'amqplib'
import { hostsOf } from './hosts.js'

export interface Connection extends Resource {
  readonly model: RecoveringChannelModel
  /** True while the broker, short of memory or disk, takes no messages. */
  isBlocked(): boolean
}

const retryFirstMs = 200
const retryAtMostMs = 5_000
const heartbeatSeconds = 10
/** A server that takes the connection and then says nothing would be waited for without end. */
const connectLimitMs = 10_000
/** What is published in one turn leaves in one packet up to this; beyond it, the client sends message by message. */
const packets = { writableHighWaterMark: 1_000_000 }
/** The client waits without end for the answer to its goodbye when the line breaks in between. */
const goodbyeLimitMs = 1_000

export const closeSoon = async (open: { close(): Promise<void> } | undefined): Promise<void> => {
  if (open) await within(goodbyeLimitMs, open.close()).catch(() => undefined)
}

/** Returns at once; the connection is made, and made again, in the background with jittered back-off. */
export async function openConnection(
  url: string,
  { name, logger }: { name: string; logger: Logger },
): Promise<Connection> {
  const hosts = hostsOf(url, heartbeatSeconds)
  const model = await connect(hosts.current, {
    clientProperties: { connection_name: name },
    noDelay: true,
    timeout: connectLimitMs,
    ...packets,
    recovery: {
      waitForConnect: false,
      initialDelay: retryFirstMs,
      maxDelay: retryAtMostMs,
      jitter: 0.3,
      setup: refuseClosed,
    },
  })
  let blocked = false
  let complained = false
  model.on('connect', () => {
    if (complained) logger.info('the broker is back', { connection: name })
    blocked = false
    complained = false
  })
  const lost = (error: Error) => {
    hosts.turn()
    if (!complained) logger.warn('the broker is away', { connection: name, error: error.message })
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
  return { model, isBlocked: () => blocked, close: () => closeSoon(model) }
}

/**
 * A broker that is about to stop opens a connection and closes it in one breath, before the client begins to listen.
 * Such a connection would be taken for open for ever: no channel could be had on it, and no other would be made.
 */
async function refuseClosed(model: ChannelModel): Promise<void> {
  let isOpen = true
  model.on('close', () => {
    isOpen = false
  })
  // Followed by 'close'; without a listener it would end the process.
  model.on('error', () => undefined)
  await closeSoon(await model.createChannel())
  // Whatever came in the same packet is dealt with before the next turn of the event loop.
  await setImmediate()
  if (!isOpen) throw new Error('the broker closed the connection at once')
}

export interface KeptChannel<C extends Channel> extends Resource {
  /** The channel of the moment; undefined while there is none. */
  current(): C | undefined
  /** Why there is none. */
  problem(): string
  /** Puts a new channel in the place of the one of the moment, which is no fault and makes no noise. */
  renew(): void
  isRenewing(): boolean
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
 * leads to a new one, prepared again. A channel that died silently is what loses messages for hours. One loop opens
 * them one after the other, so there are never two.
 */
export function keepChannel<C extends Channel>(connection: Connection, plan: ChannelPlan<C>): KeptChannel<C> {
  const stop = new AbortController()
  let current: C | undefined
  let problem = 'not connected yet'
  let failures = 0
  let isRenewing = false

  /** Resolves with the reason when the channel is over; rejects when it could not be had. */
  const useOne = async (): Promise<string> => {
    const channel = await plan.open(connection.model)
    // Forgotten in the very moment it closes, before those who published on it hear of that.
    const over = endOf(channel, () => {
      current = undefined
    })
    try {
      // What closed before anybody listened would be taken for open for ever; a call on it fails.
      await channel.prefetch(0)
      await plan.prepare(channel)
      if (!stop.signal.aborted) current = channel
      else await closeSoon(channel)
    } catch (error) {
      await closeSoon(channel)
      throw error
    }
    failures = 0
    isRenewing = false
    return over
  }

  const keep = async () => {
    while (!stop.signal.aborted) {
      try {
        problem = await useOne()
      } catch (error) {
        problem = (error as Error).message
      }
      current = undefined
      if (stop.signal.aborted) return
      if (isRenewing && failures === 0) {
        failures = 1
        continue
      }
      isRenewing = false
      // One line each time it begins; why the whole connection is away is told by the connection.
      if (failures++ === 0)
        plan.logger.warn('a channel is set up again', { channel: plan.name, error: problem })
      await sleep(backOffMs(failures), undefined, { signal: stop.signal }).catch(() => undefined)
    }
  }

  void keep()
  return {
    current: () => current,
    problem: () => problem,
    renew: () => {
      isRenewing = current !== undefined
      void closeSoon(current)
    },
    isRenewing: () => isRenewing,
    close: async () => {
      stop.abort()
      const last = current
      current = undefined
      await closeSoon(last)
    },
  }
}

const backOffMs = (failures: number): number =>
  Math.min(retryFirstMs * 2 ** Math.min(failures - 1, 8), retryAtMostMs) * (0.7 + Math.random() * 0.6)

/** A consumer that the broker cancelled gets nothing any more, so its channel is over too. */
function endOf(channel: Channel, onClose: () => void): Promise<string> {
  let reason = 'the channel closed'
  channel.on('error', (error: Error) => {
    reason = error.message
  })
  channel.on('cancel', () => {
    reason = 'the broker cancelled the consumer'
    void closeSoon(channel)
  })
  return new Promise((resolve) => {
    channel.on('close', () => {
      onClose()
      resolve(reason)
    })
  })
}

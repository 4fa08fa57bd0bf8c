// A service looks whether its part of the topology is there before it uses it: what is missing is named, with what to do about it.
import type { Channel, RecoveringChannelModel } from 'amqplib'
import { closeSoon } from './connection.js'
import { deadExchange, eventExchange, retryExchange, retrySteps } from './topology.js'

export interface Place {
  kind: 'exchange' | 'queue'
  name: string
}

export const publishingPart = (service: string): Place[] => [
  { kind: 'exchange', name: eventExchange(service) },
]

/** Where its messages come from, and where those go that it cannot handle: without these it could neither retry nor park. */
export const consumingPart = (queue: string): Place[] => [
  { kind: 'queue', name: queue },
  ...retrySteps.map(({ name }): Place => ({ kind: 'exchange', name: retryExchange(name) })),
  { kind: 'exchange', name: deadExchange },
]

/** Rejects with one sentence when something is missing. Asking is all that it does: a service may declare nothing. */
export async function requirePart(model: RecoveringChannelModel, places: readonly Place[]): Promise<void> {
  const missing: string[] = []
  let channel: Channel | undefined
  try {
    for (const place of places) {
      channel ??= await openQuietly(model)
      if (await isThere(channel, place)) continue
      missing.push(`${place.kind} ${place.name}`)
      // The broker closes the channel with its no.
      channel = undefined
    }
  } finally {
    await closeSoon(channel)
  }
  // What to do comes first: readiness shows the beginning.
  if (missing.length > 0)
    throw new Error(`npm run topology -- apply is due: the broker lacks ${missing.join(', ')}`)
}

async function openQuietly(model: RecoveringChannelModel): Promise<Channel> {
  const channel = await model.createChannel()
  // The call that was refused rejects as well; without a listener it would end the process.
  channel.on('error', () => undefined)
  return channel
}

const notFound = 404

async function isThere(channel: Channel, { kind, name }: Place): Promise<boolean> {
  try {
    await (kind === 'queue' ? channel.checkQueue(name) : channel.checkExchange(name))
    return true
  } catch (error) {
    if ((error as { code?: unknown }).code === notFound) return false
    throw error
  }
}

export interface QueueLook {
  consumers: number
  /** Messages that wait for a consumer with room. */
  ready: number
}

/** What the broker itself says of a queue, at this moment; undefined when there is none of that name. */
export async function lookAtQueue(
  model: RecoveringChannelModel,
  queue: string,
): Promise<QueueLook | undefined> {
  const channel = await openQuietly(model)
  try {
    const { consumerCount, messageCount } = await channel.checkQueue(queue)
    return { consumers: consumerCount, ready: messageCount }
  } catch (error) {
    if ((error as { code?: unknown }).code === notFound) return undefined
    throw error
  } finally {
    await closeSoon(channel)
  }
}

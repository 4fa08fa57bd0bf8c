// A log of what the services told each other: a durable queue beside those of the consumers, read when all is over.
import { connect } from 'amqplib'
import type { Platform } from '../platform.js'
import type { Act } from './acts.js'
import { isRelation } from './acts.js'

export interface LoggedEvent {
  id: string
  type: string
  /** Who did it, and what it is about: an action, or another person. */
  by: string
  about: string
  version: number
}

const queue = 'chaos.engagement'
const bindings = [
  ['action.events', 'action.*'],
  ['feed.events', 'user.*'],
] as const

async function withChannel<T>(
  { infrastructure }: Platform,
  work: (channel: Awaited<ReturnType<Awaited<ReturnType<typeof connect>>['createChannel']>>) => Promise<T>,
): Promise<T> {
  const connection = await connect(infrastructure.RABBITMQ_URL ?? '')
  try {
    return await work(await connection.createChannel())
  } finally {
    await connection.close()
  }
}

/** Before anything happens: it outlives every kill of the broker, like any other queue of the platform. */
export const openEventLog = (platform: Platform): Promise<void> =>
  withChannel(platform, async (channel) => {
    await channel.assertQueue(queue, { durable: true, arguments: { 'x-queue-type': 'quorum' } })
    for (const [exchange, key] of bindings) await channel.bindQueue(queue, exchange, key)
  })

/** Each event once, as a consumer with an inbox would see it. */
export async function readEventLog(platform: Platform): Promise<LoggedEvent[]> {
  const events = new Map<string, LoggedEvent>()
  await withChannel(platform, async (channel) => {
    for (;;) {
      const message = await channel.get(queue, { noAck: true })
      if (!message) return
      const { messageId, type } = message.properties
      const data = JSON.parse(message.content.toString()) as Record<string, unknown>
      events.set(String(messageId), {
        id: String(messageId),
        type: String(type),
        by: String(data.ownerId ?? data.followerId),
        about: String(data.actionId ?? data.followeeId),
        version: Number(data.version),
      })
    }
  })
  return [...events.values()]
}

const typeOf: Readonly<Record<Act['what'], string>> = {
  create: 'action.created',
  retitle: 'action.updated',
  show: 'action.updated',
  complete: 'action.completed',
  reopen: 'action.reopened',
  archive: 'action.archived',
  restore: 'action.restored',
  delete: 'action.deleted',
  follow: 'user.followed',
  unfollow: 'user.unfollowed',
  block: 'user.blocked',
  unblock: 'user.unblocked',
}

/** Puts beside each act the event that tells it. An act without one is a finding, and so is an event without an act. */
export function matchEvents(
  acts: readonly Act[],
  events: readonly LoggedEvent[],
): { acts: Act[]; findings: string[] } {
  const waiting = new Map<string, LoggedEvent[]>()
  for (const event of [...events].sort((one, other) => one.version - other.version)) {
    const key = `${event.type} ${event.by} ${event.about}`
    waiting.set(key, [...(waiting.get(key) ?? []), event])
  }
  const findings: string[] = []
  const matched = acts.map((act) => {
    const key = `${typeOf[act.what]} ${act.by} ${isRelation(act) ? act.whom : act.action}`
    const event = waiting.get(key)?.shift()
    if (!event) findings.push(`${key}: confirmed, and no event tells it`)
    return event ? { ...act, events: [event.id] } : act
  })
  for (const [key, left] of waiting)
    for (const { id } of left) findings.push(`${key}: the event ${id} tells what nobody did`)
  return { acts: matched, findings }
}

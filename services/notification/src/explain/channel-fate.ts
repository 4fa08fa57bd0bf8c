// What became of a notification by one channel, as its owner sees it; pure.
import { idNamed } from '@eventflow/runtime'
import type { ChannelDecision, PersonDecision } from '../announce/decide-page.js'
import type { Channel } from '../channels.js'

export interface ChannelFate {
  id: string
  channel: Channel
  status: 'pending' | 'held' | 'delivered' | 'failed' | 'skipped'
  attempts: number
  reason?: string
  nextAt?: string
}

/** As the delivery is stored. */
export interface StoredFate {
  _id: string
  state: ChannelFate['status']
  attempts: number
  reason?: string | null
  dueAt?: Date | null
}

interface KnownFate {
  delivery: StoredFate | undefined
  /** The digest that it waits in, or has left with. */
  digest: { dueAt?: Date } | undefined
}

export function fateOfChannel(
  { userId, eventId }: PersonDecision,
  { channel, outcome, reason }: ChannelDecision,
  { delivery, digest }: KnownFate,
): ChannelFate {
  const id = delivery?._id ?? idNamed(eventId, userId, channel)
  if (delivery) {
    const { state: status, attempts, dueAt } = delivery
    const because = delivery.reason ? { reason: delivery.reason } : {}
    return { id, channel, status, attempts, ...because, ...(dueAt ? { nextAt: dueAt.toISOString() } : {}) }
  }
  const none = { id, channel, attempts: 0, reason }
  // What is in the inbox has arrived.
  if (outcome === 'sent') return { ...none, status: channel === 'inApp' ? 'delivered' : 'pending' }
  if (outcome !== 'digested') return { ...none, status: outcome === 'held' ? 'held' : 'skipped' }
  if (!digest) return { ...none, status: 'skipped', reason: 'read' }
  return digest.dueAt
    ? { ...none, status: 'held', nextAt: digest.dueAt.toISOString() }
    : { ...none, status: 'delivered' }
}

/** What was decided, and what has become of that since: what was read elsewhere or hidden meanwhile was not sent after all. */
export function outcomeOf(
  { outcome, reason }: ChannelDecision,
  fate: Pick<ChannelFate, 'status' | 'reason'>,
): Pick<ChannelDecision, 'outcome' | 'reason'> {
  if (fate.status === 'skipped') return { outcome: 'dropped', reason: fate.reason ?? reason }
  if (fate.status === 'failed') return { outcome: 'dropped', reason: `failed: ${fate.reason ?? reason}` }
  if (outcome === 'digested' || outcome === 'dropped') return { outcome, reason }
  return fate.status === 'held'
    ? { outcome: 'held', reason: fate.reason ?? reason }
    : { outcome: 'sent', reason }
}

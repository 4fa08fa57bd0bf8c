// One queue of a service with an inbox: how its messages are handled, and what can be asked about them.
import type { Logger, Resource, Sealer } from '@eventflow/runtime'
import type { AnswerParts } from './answer.js'
import {
  type GuardParts,
  guardedHandling,
  heldMessageOf,
  isOrdered,
  type Reading,
} from './handle-messages.js'
import { type HeldKey, type HeldKeys, heldKeysIn } from './held-keys.js'
import { inboxIn } from './inbox.js'
import type { BackboneMetrics } from './metrics.js'
import { type GuardedReaction, type Reaction, reactionsByType } from './reaction.js'
import { type Rehearsal, type RehearsedMessage, rehearse } from './rehearse.js'
import { resumeHeld } from './resume-held.js'

export interface GuardedQueue extends Resource, Required<Pick<AnswerParts, 'handle' | 'hold'>> {
  /** How many of these messages are yet to be handled, of those that come to this queue. */
  pending(messages: ReadonlyArray<{ id: string; type: string }>): Promise<number>
  heldKeys(limit: number): Promise<HeldKey[]>
  /** False when nothing of the key waits here. */
  resumeKey(key: string): Promise<boolean>
  rehearse(message: RehearsedMessage): Promise<Rehearsal>
}

interface QueueParts extends Omit<GuardParts, 'consumer' | 'inbox' | 'held'> {
  sealer: Sealer
  logger: Logger
  metrics: BackboneMetrics
}

/** Inbox and held messages go by the name of the queue: what two queues of a service react to, each handles for itself. */
export function openGuardedQueue(
  parts: QueueParts,
  { queue, list }: { queue: string; list: readonly Reaction[] },
): GuardedQueue {
  const guarded = guardedAmong(list, queue)
  const reactions = reactionsByType(guarded)
  const inbox = inboxIn(parts.database, queue)
  const held = heldKeysIn(parts.database, queue)
  const guard = { ...parts, consumer: queue, inbox, held, reactions }
  const resuming = guarded.some(({ inOrder }) => inOrder) ? resumeHeld(guard) : undefined
  return {
    handle: guardedHandling(guard) as AnswerParts['handle'],
    hold: holding(held),
    pending: async (messages) => {
      const ids = [...new Set(messages.filter(({ type }) => reactions.has(type)).map(({ id }) => id))]
      return ids.length === 0 ? 0 : ids.length - (await inbox.countHandled(ids))
    },
    heldKeys: held.list,
    resumeKey: async (key) => {
      const waits = await held.resume(key)
      if (waits) resuming?.nudge()
      return waits
    },
    rehearse: (message) => rehearse(guard, message),
    close: async () => resuming?.close(),
  }
}

/** Only of guarded reactions: a service with an inbox has no others. */
const holding =
  (held: HeldKeys): GuardedQueue['hold'] =>
  async (reading, failure) => {
    if (!isOrdered(reading as Reading<GuardedReaction>)) return false
    await held.hold(heldMessageOf(reading), failure)
    return true
  }

function guardedAmong(list: readonly Reaction[], queue: string): GuardedReaction[] {
  return list.map((one) => {
    if (one.kind === 'guarded') return one
    throw new Error(`${queue} has an inbox: its reaction to ${one.contract.type} need not be repeatable`)
  })
}

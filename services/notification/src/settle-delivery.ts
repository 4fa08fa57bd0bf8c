// Writes down how a try to deliver ended, and says so to the platform in the same write.
import type { Backbone } from '@eventflow/backbone'
import { type DomainEvent, NotificationDelivered, NotificationFailed } from '@eventflow/contracts'
import type { Clock } from '@eventflow/runtime'
import type { Models } from '@eventflow/runtime/mongo'
import type { ClaimedDelivery, DeliveryFate } from './delivery.js'
import { onlyWhileItWaits } from './delivery-document.js'
import type { schemas } from './schemas.js'

interface SettlingParts {
  deliveries: Models<typeof schemas>['deliveries']
  backbone: Pick<Backbone, 'carry'>
  now: Clock
}

type Ended = Exclude<DeliveryFate, { kind: 'again' | 'held' }>
type Kept = Extract<DeliveryFate, { kind: 'again' | 'held' }>

/** Without effect where somebody else has claimed it meanwhile. */
export function settling({ deliveries, backbone, now }: SettlingParts) {
  const heldBy = ({ id: _id, heldUntil }: ClaimedDelivery) => ({ _id, dueAt: heldUntil })

  const end = async (claimed: ClaimedDelivery, fate: Ended) => {
    const reason = fate.kind === 'delivered' ? {} : { reason: fate.reason }
    const noReason = fate.kind === 'delivered' ? { reason: 1 as const } : {}
    const said = wordOf(claimed, fate)
    await backbone.carry(said, (carried) =>
      deliveries.updateOne(heldBy(claimed), {
        $set: {
          ...{ state: fate.kind, attempts: fate.attempts, ...reason, settledAt: now() },
          ...(said.length > 0 ? carried : {}),
        },
        $unset: { dueAt: 1, sendingSince: 1, ...onlyWhileItWaits, ...noReason },
      }),
    )
  }

  const keep = async (claimed: ClaimedDelivery, fate: Kept) => {
    const { kind, attempts, reason } = fate
    const dueAt = kind === 'held' ? fate.until : new Date(now().getTime() + fate.waitMs)
    const reached = kind === 'again' && fate.reached ? { reached: [...fate.reached] } : {}
    const state = kind === 'held' ? 'held' : 'pending'
    const kept = await deliveries.updateOne(
      { ...heldBy(claimed), cancelledAt: { $exists: false } },
      { $set: { dueAt, attempts, state, reason, ...reached }, $unset: { sendingSince: 1 } },
    )
    // It was read elsewhere while it was being tried: this was the last try.
    if (kept.matchedCount === 0) await end(claimed, { kind: 'skipped', attempts, reason: 'read' })
  }

  return (claimed: ClaimedDelivery, fate: DeliveryFate): Promise<void> =>
    fate.kind === 'again' || fate.kind === 'held' ? keep(claimed, fate) : end(claimed, fate)
}

/** What is skipped is nobody's news. */
function wordOf({ id, userId, channel, template: kind }: ClaimedDelivery, fate: Ended): DomainEvent[] {
  const facts = { deliveryId: id, userId, channel, kind, attempts: fate.attempts }
  if (fate.kind === 'delivered') return [NotificationDelivered(facts)]
  return fate.kind === 'failed' ? [NotificationFailed({ ...facts, reason: fate.reason })] : []
}

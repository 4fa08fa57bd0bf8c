// Takes back what tells somebody of an event they have read of elsewhere: at most one of the two ways is seen.
import type { Clock } from '@eventflow/runtime'
import type { Models } from '@eventflow/runtime/mongo'
import type { OutsideChannel } from './channels.js'
import { deliveryIdOf } from './delivery.js'
import { onlyWhileItWaits } from './delivery-document.js'
import { insertNew } from './insert-new.js'
import type { schemas } from './schemas.js'

interface CancellingParts {
  deliveries: Models<typeof schemas>['deliveries']
  now: Clock
}

/** A webhook tells a program and no eyes: it hears of everything. */
const seenChannels: readonly OutsideChannel[] = ['email', 'push']

/**
 * Whoever sends says so first (`begin`), in a write that finds no cancelled delivery; this write finds none that is being
 * sent. So one of the two wins, and what has begun is not tried again.
 */
export const cancelling =
  ({ deliveries, now }: CancellingParts) =>
  async (userId: string, eventIds: readonly string[]): Promise<void> => {
    const ids = eventIds.flatMap((eventId) =>
      seenChannels.map((channel) => deliveryIdOf({ eventId, userId, channel })),
    )
    if (ids.length === 0) return
    const unsettled = { _id: { $in: ids }, state: { $in: ['pending', 'held'] }, critical: { $ne: true } }
    await deliveries.updateMany(
      { ...unsettled, sendingSince: { $exists: false } },
      {
        $set: { state: 'skipped', reason: 'read', cancelledAt: now(), settledAt: now() },
        $unset: { dueAt: 1, ...onlyWhileItWaits },
      },
    )
    await deliveries.updateMany(unsettled, { $set: { cancelledAt: now() } })
    await retractPushes(deliveries, { ids, now })
  }

/** Digests that have not left lose these events; what is left empty is not sent. */
export const removingItems =
  ({ deliveries, now }: CancellingParts) =>
  async (ids: readonly string[], eventIds: readonly string[]): Promise<void> => {
    if (ids.length === 0 || eventIds.length === 0) return
    const waiting = {
      _id: { $in: [...ids] },
      state: { $in: ['pending', 'held'] },
      sendingSince: { $exists: false },
    }
    await deliveries.updateMany(waiting, {
      $pull: { 'model.items': { eventId: { $in: [...eventIds] } } },
    } as never)
    await deliveries.updateMany(
      { ...waiting, 'model.items': { $size: 0 } },
      {
        $set: { state: 'skipped', reason: 'read', cancelledAt: now(), settledAt: now() },
        $unset: { dueAt: 1, ...onlyWhileItWaits },
      },
    )
  }

/** What a device shows already is taken back by a second push, which shows nothing. */
async function retractPushes(
  deliveries: Models<typeof schemas>['deliveries'],
  { ids, now }: { ids: readonly string[]; now: Clock },
): Promise<void> {
  const shown = await deliveries
    .find({
      _id: { $in: ids as string[] },
      channel: 'push',
      $or: [{ state: 'delivered' }, { sendingSince: { $exists: true } }],
    })
    .lean()
  const at = now()
  await insertNew(
    deliveries,
    shown.map(({ userId, category, eventId }) => ({
      _id: deliveryIdOf({ eventId, userId, channel: 'push', letter: { template: 'retract', to: 'devices' } }),
      ...{ userId, category, eventId, channel: 'push', template: 'retract', model: { retract: true } },
      ...{ state: 'pending', attempts: 0, createdAt: at, dueAt: at },
    })),
  )
}

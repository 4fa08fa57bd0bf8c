// What is kept of somebody by having told them of things, and others of them.
import type { Models } from '@eventflow/runtime/mongo'
import { onlyWhileItWaits } from './delivery-document.js'
import type { schemas } from './schemas.js'

export type ToldOf =
  | 'notifications'
  | 'decisions'
  | 'deliveries'
  | 'digests'
  | 'relations'
  | 'wishes'
  | 'actions'

export interface ToldOfPerson {
  erase(userId: string): Promise<Record<ToldOf, number>>
  /** The newest of each. */
  copyOf(userId: string): Promise<Record<ToldOf, unknown[]>>
}

const atMost = 1_000
const shownOfDeliveries = { userId: 0, outbox: 0, sealedToken: 0 } as const

export function toldOfPerson(models: Models<typeof schemas>): ToldOfPerson {
  const { notifications, decisions, deliveries, digests, relations, wishes, visibilities } = models
  return {
    erase: async (userId) => {
      const own = { _id: { $gt: `${userId}:`, $lt: `${userId}:~` } }
      await models.announcements.deleteMany({ $or: [{ actorId: userId }, { personId: userId }] })
      await models.inboxes.deleteOne({ _id: userId })
      await models.paces.deleteMany(own)
      await forgetDoings(models, userId)
      return {
        notifications: (await notifications.deleteMany({ userId })).deletedCount,
        decisions: (await decisions.deleteMany({ userId })).deletedCount,
        deliveries: (await deliveries.deleteMany({ userId })).deletedCount,
        digests: (await digests.deleteMany({ userId })).deletedCount,
        relations: (await relations.deleteMany({ $or: [{ followeeId: userId }, { followerId: userId }] }))
          .deletedCount,
        wishes: (await wishes.deleteOne({ _id: userId })).deletedCount,
        actions: (await visibilities.deleteMany({ ownerId: userId })).deletedCount,
      }
    },
    copyOf: async (userId) => {
      const newest = { sort: { _id: -1 as const }, limit: atMost }
      return {
        notifications: await notifications.find({ userId }, { changedBy: 0 }, newest).lean(),
        decisions: await decisions.find({ userId }, {}, { ...newest, sort: { at: -1 } }).lean(),
        deliveries: await deliveries
          .find({ userId }, shownOfDeliveries, { ...newest, sort: { createdAt: -1 } })
          .lean(),
        digests: await digests.find({ userId }, {}, newest).lean(),
        relations: await relations.find({ followerId: userId }, {}, newest).lean(),
        wishes: await wishes.find({ _id: userId }).lean(),
        actions: await visibilities.find({ ownerId: userId }, {}, newest).lean(),
      }
    },
  }
}

/** Others were told what the person did: it goes from their inboxes and from what waits for them; what has left is theirs. */
async function forgetDoings(
  { notifications, deliveries, digests }: Models<typeof schemas>,
  actorId: string,
): Promise<void> {
  await notifications.deleteMany({ actorId })
  await digests.updateMany({ 'entries.actorId': actorId }, { $pull: { entries: { actorId } } } as never)
  await deliveries.updateMany(
    { actorId, dueAt: { $exists: true } },
    {
      $set: { state: 'skipped', reason: 'erased', settledAt: new Date() },
      $unset: { dueAt: 1, ...onlyWhileItWaits },
    },
  )
  await deliveries.updateMany({ actorId }, { $unset: { actorId: 1 } })
  await deliveries.updateMany({ 'model.items.actorId': actorId }, {
    $pull: { 'model.items': { actorId } },
  } as never)
}

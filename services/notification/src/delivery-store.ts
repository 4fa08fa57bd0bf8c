// Deliveries that are owed, being sent, or settled; the only file that knows how they lie in the database.
import type { Backbone } from '@eventflow/backbone'
import { type Clock, currentStory, type Sealer } from '@eventflow/runtime'
import type { Models } from '@eventflow/runtime/mongo'
import { cancelling, removingItems } from './cancel-deliveries.js'
import type { OutsideChannel } from './channels.js'
import type { ClaimedDelivery, DeliveryFate, OwedDelivery } from './delivery.js'
import { documentOf, type StoredDelivery, shownTo } from './delivery-document.js'
import { insertNew } from './insert-new.js'
import type { schemas } from './schemas.js'
import { settling } from './settle-delivery.js'
import { type Waiting, waitingIn } from './waiting.js'

export interface DeliveryStore {
  /** Stores what is not known yet; answers how many of them that were. */
  owe(deliveries: readonly OwedDelivery[]): Promise<number>
  /** Takes those of a channel that have been due longest for a while. */
  claim(channel: OutsideChannel, bounds: { limit: number; holdMs: number }): Promise<ClaimedDelivery[]>
  /** The last word before sending: as it is now; nothing when it was cancelled, or somebody else has claimed it. */
  begin(claimed: ClaimedDelivery): Promise<ClaimedDelivery | undefined>
  /** Writes down how a try ended; without effect when somebody else has claimed it meanwhile. */
  settle(claimed: ClaimedDelivery, fate: DeliveryFate): Promise<void>
  /** Takes back what tells somebody of events they know of by now, as far as it has not left. */
  cancel(userId: string, eventIds: readonly string[]): Promise<void>
  /** Makes one that was withheld due. */
  release(id: string): Promise<void>
  /** Takes these events out of digests that have not left; one that is empty then is not sent. */
  removeItems(ids: readonly string[], eventIds: readonly string[]): Promise<void>
  /** Of one channel: without what is held until its hour. */
  waiting(channel?: OutsideChannel): Promise<Waiting>
  /** Forgets what was settled before; answers how many that were. */
  forget(before: Date): Promise<number>
}

interface DeliveryStoreParts {
  models: Pick<Models<typeof schemas>, 'deliveries'>
  backbone: Pick<Backbone, 'carry'>
  sealer: Sealer
  now: Clock
}

export function deliveryStore({ models, backbone, sealer, now }: DeliveryStoreParts): DeliveryStore {
  const { deliveries } = models
  const settle = settling({ deliveries, backbone, now })
  const claimOne = async (_id: string, holdMs: number): Promise<ClaimedDelivery | undefined> => {
    const heldUntil = new Date(now().getTime() + holdMs)
    const found = await deliveries
      .findOneAndUpdate(
        { _id, dueAt: { $lte: now() } },
        { $set: { dueAt: heldUntil }, $unset: { sendingSince: 1 } },
      )
      .lean<StoredDelivery>()
    if (!found) return undefined
    const claimed = shownTo(found, { heldUntil, sealer })
    if (!found.cancelledAt) return claimed
    // Whoever had it before died while it was being tried, after it was cancelled.
    await settle(claimed, { kind: 'skipped', attempts: claimed.attempts, reason: 'read' })
    return undefined
  }
  return {
    owe: async (owed) => {
      const written = { at: now(), sealer, story: currentStory() }
      const documents = owed.map((one) => documentOf(one, written))
      return (await insertNew(deliveries, documents)).length
    },
    claim: async (channel, { limit, holdMs }) => {
      const due = await deliveries
        .find({ channel, dueAt: { $lte: now() } }, { _id: 1 })
        .sort({ dueAt: 1 })
        .limit(limit)
        .lean()
      const taken = await Promise.all(due.map(({ _id }) => claimOne(_id, holdMs)))
      return taken.filter((one) => one !== undefined)
    },
    begin: async (claimed) => {
      const { id: _id, heldUntil } = claimed
      const found = await deliveries
        .findOneAndUpdate(
          { _id, dueAt: heldUntil, cancelledAt: { $exists: false } },
          { $set: { sendingSince: now() } },
          { returnDocument: 'after' },
        )
        .lean<StoredDelivery>()
      return found ? shownTo(found, { heldUntil, sealer }) : undefined
    },
    settle,
    cancel: cancelling({ deliveries, now }),
    release: async (_id) => {
      await deliveries.updateOne(
        { _id, state: 'pending', attempts: 0, dueAt: { $exists: false } },
        { $set: { dueAt: now() } },
      )
    },
    removeItems: removingItems({ deliveries, now }),
    waiting: (channel) => {
      const wanted = channel === undefined ? {} : { channel, state: 'pending' }
      return waitingIn(deliveries as never, now, wanted)
    },
    // One whose event has yet to leave stays until it has.
    forget: async (before) => {
      const old = { settledAt: { $lt: before }, outboxSince: { $exists: false } }
      return (await deliveries.deleteMany(old)).deletedCount
    },
  }
}

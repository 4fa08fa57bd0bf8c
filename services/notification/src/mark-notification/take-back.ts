// What somebody has read in one place is taken back from all others: mails and pushes that wait, entries of digests, pushes that are shown.

import type { DeliveryStore } from '../delivery-store.js'
import { digestDeliveryId } from '../digest/close-digests.js'
import type { DigestStore } from '../digest/digest-store.js'

export type TakeBack = (userId: string, eventIds: readonly string[]) => Promise<void>

interface TakingBackParts {
  digests: Pick<DigestStore, 'takeOut'>
  deliveries: Pick<DeliveryStore, 'cancel' | 'removeItems'>
}

const atOnce = 500

/** Out of digests first and out of their messages then: whoever closes one does it the other way round. */
export const takingBack =
  ({ digests, deliveries }: TakingBackParts): TakeBack =>
  async (userId, eventIds) => {
    for (let at = 0; at < eventIds.length; at += atOnce) {
      const some = eventIds.slice(at, at + atOnce)
      await deliveries.cancel(userId, some)
      const digestIds = await digests.takeOut(userId, some)
      await deliveries.removeItems(digestIds.map(digestDeliveryId), some)
    }
  }

// How a delivery is written into a document and read out of it.
import type { Sealer, Story } from '@eventflow/runtime'
import type { Category, OutsideChannel } from './channels.js'
import type { ClaimedDelivery, DeliveryModel, OwedDelivery } from './delivery.js'

/** What is of no use once it is settled, and might be to somebody who steals the database. */
export const onlyWhileItWaits = {
  model: 1,
  to: 1,
  sealedToken: 1,
  expiresAt: 1,
  reached: 1,
  story: 1,
} as const

/** As it comes out of the database. */
export interface StoredDelivery {
  _id: string
  userId: string
  channel: OutsideChannel
  category: Category
  eventId: string
  template: string
  model?: DeliveryModel
  to?: string
  sealedToken?: string
  expiresAt?: Date
  actorId?: string
  actionId?: string
  critical?: boolean
  attempts: number
  reached?: string[]
  createdAt: Date
  story?: Story
  cancelledAt?: Date
}

export function documentOf(
  { id, token, holdUntil, reason, isWithheld, ...facts }: OwedDelivery,
  { at, sealer, story }: { at: Date; sealer: Sealer; story: Story | undefined },
) {
  return {
    ...{ _id: id, ...facts, attempts: 0, createdAt: at },
    ...(story && { story }),
    ...(token === undefined ? {} : { sealedToken: sealer.seal(token, id) }),
    ...(holdUntil ? { state: 'held', dueAt: holdUntil, reason } : { state: 'pending' }),
    ...(holdUntil || isWithheld ? {} : { dueAt: at }),
  }
}

export function shownTo(
  { _id: id, sealedToken, cancelledAt: _, model = {}, ...facts }: StoredDelivery,
  { heldUntil, sealer }: { heldUntil: Date; sealer: Sealer },
): ClaimedDelivery {
  const token = sealedToken ? { token: sealer.open(sealedToken, id) } : {}
  return { ...facts, id, model, heldUntil, ...token }
}

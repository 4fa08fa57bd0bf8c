// A browser of somebody that takes pushes.
import type { Models } from '@eventflow/runtime/mongo'
import { TooManySubscriptions } from './errors.js'
import { type FewStore, fewStore } from './few-store.js'
import type { schemas } from './schemas.js'

export interface PushSubscription {
  /** Follows from the person and the endpoint: a browser that subscribes again is the same. */
  id: string
  /** Of the push service of the browser's maker. */
  endpoint: string
  /** The keys by which the browser alone can read what is pushed. */
  sealedKeys: string
  userAgent: string
  createdAt: Date
}

export type PushSubscriptionStore = FewStore<PushSubscription>

export interface PushKeys {
  p256dh: string
  auth: string
}

export const pushKeysBinding = (id: string): string => `push:${id}`

export const pushSubscriptionsIn = (
  { pushSubscriptions }: Pick<Models<typeof schemas>, 'pushSubscriptions'>,
  atMost: number,
): PushSubscriptionStore =>
  fewStore<PushSubscription>(pushSubscriptions as never, { atMost, tooMany: TooManySubscriptions })

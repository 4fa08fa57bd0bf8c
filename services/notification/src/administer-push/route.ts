// GET, POST and DELETE /v1/push-subscriptions and their key: the browsers that somebody wants pushes in.
import { instant, integer, nullable, optional, patterned, record, text, uuid } from '@eventflow/contracts'
import { type Cursors, created, noContent, ok, pageQuery, pageShape, readPage, route } from '@eventflow/http'
import { type Clock, idNamed, type Sealer } from '@eventflow/runtime'
import { AddressRefused, ListBusy, TooManySubscriptions } from '../errors.js'
import { found } from '../found.js'
import { pageOfFew } from '../page-of-few.js'
import { type PushSubscription, type PushSubscriptionStore, pushKeysBinding } from '../push-subscription.js'
import { refuseAddress } from '../refuse-address.js'
import type { RefuseErased } from '../refuse-erased.js'
import type { WishMarks } from '../wish-marks.js'

export interface PushParts {
  subscriptions: PushSubscriptionStore
  publicKey: string
  marks: Pick<WishMarks, 'noteReach'>
  refuseErased: RefuseErased
  sealer: Sealer
  cursors: Cursors
  now: Clock
  /** Plain HTTP and addresses inside, in development. */
  allowPrivate: boolean
}

const path = '/v1/push-subscriptions'
const facts = { tag: 'push', who: 'user' } as const
const endpointField = () => text(2_048)

const subscriptionShape = record({
  id: uuid(),
  endpoint: endpointField(),
  userAgent: text(300, 0),
  createdAt: instant(),
})

export const readPushKey = ({ publicKey }: Pick<PushParts, 'publicKey'>) =>
  route({
    ...facts,
    method: 'get',
    path: `${path}/key`,
    summary: 'The key that a browser is given as `applicationServerKey`.',
    answers: {
      200: { description: 'A point of P-256 in base64url.', body: record({ publicKey: text(100) }) },
    },
    handle: async () => ok({ publicKey }),
  })

export const listPushSubscriptions = ({ subscriptions, cursors }: PushParts) =>
  route({
    ...facts,
    method: 'get',
    path,
    summary: "The caller's push subscriptions.",
    query: pageQuery,
    answers: { 200: { description: 'A page.', body: pageShape(subscriptionShape) } },
    handle: ({ caller: { userId }, query }) =>
      readPage({
        ...{ cursors, path, filters: { userId }, query },
        fetch: async (seek) => pageOfFew(await subscriptions.of(userId), seek),
        positionOf: ({ id }) => [id],
        show: shown,
      }),
  })

/** As a browser gives it away: `subscription.toJSON()`. */
const body = record({
  endpoint: endpointField(),
  expirationTime: optional(nullable(integer(0))),
  keys: record({
    p256dh: patterned(/^[A-Za-z0-9_-]{87}=?$/, 'a point of P-256 in base64url', 88),
    auth: patterned(/^[A-Za-z0-9_-]{22}(==)?$/, '16 bytes in base64url', 24),
  }),
})

export const subscribeToPush = (parts: PushParts) =>
  route({
    ...facts,
    method: 'post',
    path,
    summary: 'Adds a browser, as its `PushSubscription` says it; one that is known is the same afterwards.',
    body,
    example: {
      endpoint: 'https://push.example.com/send/abc',
      keys: {
        p256dh: 'BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM',
        auth: 'tBHItJI5svbpez7KI4CCXg',
      },
    },
    answers: { 201: { description: 'The subscription.', body: subscriptionShape } },
    refuses: [AddressRefused, TooManySubscriptions, ListBusy],
    handle: async ({ caller: { userId }, body: { endpoint, keys }, userAgent }) => {
      const { subscriptions, marks, refuseErased, sealer, now, allowPrivate } = parts
      refuseAddress({ endpoint }, allowPrivate)
      const id = idNamed('push', userId, endpoint)
      const sealedKeys = sealer.seal(JSON.stringify(keys), pushKeysBinding(id))
      const subscription = { id, endpoint, sealedKeys, userAgent, createdAt: now() }
      await subscriptions.put(userId, subscription)
      await marks.noteReach(userId, 'push', () => subscriptions.has(userId))
      await refuseErased(userId)
      return created(shown(subscription), `${path}/${id}`)
    },
  })

export const unsubscribeFromPush = ({ subscriptions, marks }: PushParts) =>
  route({
    ...facts,
    method: 'delete',
    path: `${path}/{id}`,
    summary: 'Takes a browser away.',
    params: { id: uuid() },
    answers: { 204: { description: 'It is gone.' } },
    refuses: [ListBusy],
    handle: async ({ caller: { userId }, params: { id } }) => {
      found(await subscriptions.change(userId, id, () => undefined))
      await marks.noteReach(userId, 'push', () => subscriptions.has(userId))
      return noContent()
    },
  })

const shown = ({ id, endpoint, userAgent, createdAt }: PushSubscription) => ({
  id,
  endpoint,
  userAgent,
  createdAt,
})

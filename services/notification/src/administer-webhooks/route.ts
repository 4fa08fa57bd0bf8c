// GET, POST, PATCH and DELETE /v1/webhooks: the addresses at which somebody wants to be called.
import { flag, nullable, optional, record, uuid } from '@eventflow/contracts'
import {
  type Cursors,
  created,
  matchIfSaid,
  noContent,
  ok,
  pageQuery,
  pageShape,
  readPage,
  route,
  Stale,
} from '@eventflow/http'
import { type Clock, newId, type Sealer } from '@eventflow/runtime'
import type { AttemptStore } from '../attempt-store.js'
import { secretBinding } from '../call-webhooks/call-webhook.js'
import { newWebhookSecret } from '../call-webhooks/sign.js'
import { AddressRefused, ListBusy, TooManyWebhooks } from '../errors.js'
import { found } from '../found.js'
import { pageOfFew } from '../page-of-few.js'
import { refuseAddress } from '../refuse-address.js'
import type { RefuseErased } from '../refuse-erased.js'
import type { WebhookStore } from '../webhook.js'
import { changedWebhook, openedWebhook, withNewSecret } from '../webhook.js'
import type { WishMarks } from '../wish-marks.js'
import { categoriesField, shownWebhook, urlField, webhookShape, webhookWithSecretShape } from './shapes.js'

export interface WebhookParts {
  webhooks: WebhookStore
  attempts: AttemptStore
  refuseErased: RefuseErased
  marks: Pick<WishMarks, 'noteReach'>
  sealer: Sealer
  cursors: Cursors
  now: Clock
  /** Plain HTTP and addresses inside, in development. */
  allowPrivate: boolean
  secretGraceMs: number
}

const path = '/v1/webhooks'
const facts = { tag: 'webhooks', who: 'user' } as const
const one = { ...facts, path: `${path}/{id}`, params: { id: uuid() } } as const
const noStore = { headers: { 'cache-control': 'no-store' } }

export const listWebhooks = ({ webhooks, cursors, now }: WebhookParts) =>
  route({
    ...facts,
    method: 'get',
    path,
    summary: "The caller's webhooks, the oldest first.",
    query: pageQuery,
    answers: { 200: { description: 'A page.', body: pageShape(webhookShape) } },
    handle: ({ caller: { userId }, query }) =>
      readPage({
        ...{ cursors, path, filters: { userId }, query },
        fetch: async (seek) => pageOfFew(await webhooks.of(userId), seek),
        positionOf: ({ id }) => [id],
        show: (webhook) => shownWebhook(webhook, now()),
      }),
  })

export const openWebhook = (parts: WebhookParts) =>
  route({
    ...facts,
    method: 'post',
    path,
    summary: 'Opens a webhook; its secret is in this answer and nowhere else.',
    body: record({ url: urlField(), categories: optional(categoriesField()) }),
    example: { url: 'https://example.com/eventflow', categories: ['action', 'social'] },
    answers: { 201: { description: 'The webhook and its secret.', body: webhookWithSecretShape } },
    refuses: [AddressRefused, TooManyWebhooks, ListBusy],
    handle: async ({ caller: { userId }, body: { url, categories = null } }) => {
      const { webhooks, marks, refuseErased, sealer, now, allowPrivate } = parts
      refuseAddress({ url }, allowPrivate)
      const id = newId()
      const secret = newWebhookSecret()
      const webhook = openedWebhook(
        { id, url, categories, sealed: sealer.seal(secret, secretBinding(id)) },
        now(),
      )
      await webhooks.put(userId, webhook)
      await marks.noteReach(userId, 'webhook', () => webhooks.has(userId))
      await refuseErased(userId)
      const shown = { ...shownWebhook(webhook, now()), secret }
      return created(shown, `${path}/${id}`, { ...noStore, version: webhook.version })
    },
  })

export const readWebhook = ({ webhooks, now }: Pick<WebhookParts, 'webhooks' | 'now'>) =>
  route({
    ...one,
    method: 'get',
    summary: 'One webhook, and whether we have switched it off.',
    answers: { 200: { description: 'The webhook, without its secret.', body: webhookShape } },
    handle: async ({ caller: { userId }, params: { id } }) => {
      const webhook = found(await webhooks.find(userId, id))
      return ok(shownWebhook(webhook, now()), { version: webhook.version })
    },
  })

export const changeWebhook = ({ webhooks, now, allowPrivate }: WebhookParts) =>
  route({
    ...one,
    method: 'patch',
    summary: 'Changes a webhook; `enabled: true` also wakes one that we have switched off.',
    body: record({
      url: optional(urlField()),
      categories: optional(nullable(categoriesField())),
      enabled: optional(flag()),
    }),
    example: { enabled: true },
    answers: { 200: { description: 'The webhook as it is now.', body: webhookShape } },
    refuses: [AddressRefused, Stale, ListBusy],
    handle: async ({ caller: { userId }, params: { id }, body, headers }) => {
      found(await webhooks.find(userId, id))
      if (body.url !== undefined) refuseAddress({ url: body.url }, allowPrivate)
      const changed = await webhooks.change(userId, id, (known) => {
        matchIfSaid(headers, known.version)
        return changedWebhook(known, body, now())
      })
      const { after } = found(changed)
      return ok(shownWebhook(found(after), now()), { version: found(after).version })
    },
  })

export const closeWebhook = ({ webhooks, attempts, marks }: WebhookParts) =>
  route({
    ...one,
    method: 'delete',
    summary: 'Closes a webhook; nothing is sent to it any more, and its log is gone.',
    answers: { 204: { description: 'It is gone.' } },
    refuses: [Stale, ListBusy],
    handle: async ({ caller: { userId }, params: { id }, headers }) => {
      const closed = await webhooks.change(userId, id, (known) => {
        matchIfSaid(headers, known.version)
        return undefined
      })
      found(closed)
      await marks.noteReach(userId, 'webhook', () => webhooks.has(userId))
      await attempts.dropAllOf(id)
      return noContent()
    },
  })

export const rotateWebhookSecret = ({ webhooks, sealer, now, secretGraceMs }: WebhookParts) =>
  route({
    ...one,
    method: 'post',
    path: `${path}/{id}/rotate-secret`,
    summary: 'Gives a webhook another secret; for a grace, calls are signed with the one before as well.',
    answers: { 200: { description: 'The webhook and its new secret.', body: webhookWithSecretShape } },
    refuses: [ListBusy],
    handle: async ({ caller: { userId }, params: { id } }) => {
      const secret = newWebhookSecret()
      const sealed = sealer.seal(secret, secretBinding(id))
      const at = now()
      const until = new Date(at.getTime() + secretGraceMs)
      const changed = await webhooks.change(userId, id, (known) =>
        withNewSecret(known, sealed, { at, until }),
      )
      const after = found(found(changed).after)
      return ok({ ...shownWebhook(after, at), secret }, { ...noStore, version: after.version })
    },
  })

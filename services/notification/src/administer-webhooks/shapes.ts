// The shapes of a webhook, as its owner sees it.
import {
  flag,
  instant,
  integer,
  listOf,
  nullable,
  oneOf,
  record,
  setOf,
  text,
  uuid,
} from '@eventflow/contracts'
import { categories } from '../channels.js'
import { liveSecrets, type Webhook } from '../webhook.js'

const longestUrl = 2_048
const longestSecret = 100

export const urlField = () => text(longestUrl)
export const categoriesField = () => setOf(oneOf(...categories), categories.length, 1)

const webhookFields = {
  id: uuid(),
  url: urlField(),
  categories: nullable(listOf(oneOf(...categories), categories.length)),
  enabled: flag(),
  disabledReason: nullable(oneOf('gone', 'failing')),
  failingSince: nullable(instant()),
  previousSecretUntil: nullable(instant()),
  createdAt: instant(),
  updatedAt: instant(),
}

export const webhookShape = record(webhookFields)
export const webhookWithSecretShape = record({ ...webhookFields, secret: text(longestSecret) })

export const attemptShape = record({
  id: uuid(),
  deliveryId: uuid(),
  kind: oneOf('delivery', 'test', 'resend'),
  number: integer(1),
  status: oneOf('delivered', 'failed'),
  reason: nullable(text(100)),
  at: instant(),
  latencyMs: integer(0),
  request: record({ url: urlField(), body: text(20_000) }),
  response: nullable(record({ status: integer(100, 999), body: text(1_000, 0) })),
})

/** Never with a secret: that is in one answer and nowhere else. */
export function shownWebhook(webhook: Webhook, at: Date) {
  const { id, url, categories, enabled, disabledReason, failingSince, createdAt, updatedAt } = webhook
  const [, before] = liveSecrets(webhook, at)
  const previousSecretUntil = before?.until ?? null
  return {
    ...{ id, url, categories, enabled, disabledReason, failingSince, previousSecretUntil },
    ...{ createdAt, updatedAt },
  }
}

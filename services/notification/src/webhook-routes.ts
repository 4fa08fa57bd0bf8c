// What people may do with their webhooks.
import type { Cursors, Route } from '@eventflow/http'
import type { Clock, Sealer } from '@eventflow/runtime'
import {
  changeWebhook,
  closeWebhook,
  listWebhooks,
  openWebhook,
  readWebhook,
  rotateWebhookSecret,
} from './administer-webhooks/route.js'
import type { Webhooks } from './call-webhooks/webhooks.js'
import type { RefuseErased } from './refuse-erased.js'
import { listWebhookAttempts, resendWebhookAttempt, testWebhook } from './try-webhook/route.js'

interface WebhookRoutesParts extends Webhooks {
  refuseErased: RefuseErased
  sealer: Sealer
  cursors: Cursors
  now: Clock
}

export const webhookRoutes = (parts: WebhookRoutesParts): Route[] => [
  listWebhooks(parts),
  openWebhook(parts),
  readWebhook(parts),
  changeWebhook(parts),
  closeWebhook(parts),
  rotateWebhookSecret(parts),
  testWebhook(parts),
  listWebhookAttempts(parts),
  resendWebhookAttempt(parts),
]

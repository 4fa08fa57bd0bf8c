// What people may do about the ways that messages take to them, and admins about what these say.
import type { Route } from '@eventflow/http'
import {
  listPushSubscriptions,
  type PushParts,
  readPushKey,
  subscribeToPush,
  unsubscribeFromPush,
} from './administer-push/route.js'
import { previewTemplate, readTemplate, replaceTemplate } from './administer-templates/route.js'
import {
  changeWebhook,
  closeWebhook,
  listWebhooks,
  openWebhook,
  readWebhook,
  rotateWebhookSecret,
  type WebhookParts,
} from './administer-webhooks/route.js'
import {
  listWebhookAttempts,
  resendWebhookAttempt,
  type TryingParts,
  testWebhook,
} from './try-webhook/route.js'
import { askToUnsubscribe, type UnsubscribeParts, unsubscribe } from './unsubscribe/route.js'
import type { TemplateStore } from './write-templates/template-store.js'

type SendingRoutesParts = PushParts &
  WebhookParts &
  TryingParts &
  UnsubscribeParts & { templates: TemplateStore }

export const sendingRoutes = (parts: SendingRoutesParts): Route[] => [
  listWebhooks(parts),
  openWebhook(parts),
  readWebhook(parts),
  changeWebhook(parts),
  closeWebhook(parts),
  rotateWebhookSecret(parts),
  testWebhook(parts),
  listWebhookAttempts(parts),
  resendWebhookAttempt(parts),
  readPushKey(parts),
  listPushSubscriptions(parts),
  subscribeToPush(parts),
  unsubscribeFromPush(parts),
  askToUnsubscribe(parts),
  unsubscribe(parts),
  readTemplate(parts),
  replaceTemplate(parts),
  previewTemplate(parts),
]

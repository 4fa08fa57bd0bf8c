// Puts the webhooks together: who has which, how they are called, and the log of it.
import {
  type Clock,
  type ConfigOf,
  type Logger,
  type Outbound,
  openOutbound,
  type Sealer,
} from '@eventflow/runtime'
import type { Models } from '@eventflow/runtime/mongo'
import { type AttemptStore, attemptStore } from '../attempt-store.js'
import type { schemas } from '../schemas.js'
import type { Webhook } from '../webhook.js'
import type { webhookSettings } from '../webhook-settings.js'
import { type WebhookStore, webhookStore } from '../webhook-store.js'
import { type CallWebhook, callingWebhooks } from './call-webhook.js'

export interface Webhooks {
  webhooks: WebhookStore
  attempts: AttemptStore
  callWebhook: CallWebhook
  outbound: Outbound
  allowPrivate: boolean
  secretGraceMs: number
}

interface WebhooksParts {
  models: Models<typeof schemas>
  sealer: Sealer
  now: Clock
  logger: Logger
}

const hourMs = 3_600_000
const answerBytesAtMost = 4_096

export function webhooksIn(
  config: ConfigOf<typeof webhookSettings>,
  { models, sealer, now, logger }: WebhooksParts,
): Webhooks {
  const webhooks = webhookStore(models, config)
  const attempts = attemptStore(models)
  const outbound = openOutbound({ ...config, answerBytesAtMost })
  const disableAfterMs = config.disableAfterHours * hourMs
  const tellDisabled = async (userId: string, { id: webhookId, disabledReason }: Webhook) =>
    logger.info('webhook switched off', { userId, webhookId, disabledReason })
  return {
    ...{ webhooks, attempts, outbound, allowPrivate: config.allowPrivate },
    callWebhook: callingWebhooks({ webhooks, attempts, outbound, sealer, now, disableAfterMs, tellDisabled }),
    secretGraceMs: config.secretGraceHours * hourMs,
  }
}

// Puts the webhooks together: who has which, how they are called, and the log of it.
import { type Clock, type ConfigOf, type Outbound, openOutbound, type Sealer } from '@eventflow/runtime'
import type { Models } from '@eventflow/runtime/mongo'
import { type AttemptStore, attemptStore } from '../attempt-store.js'
import { TooManyWebhooks } from '../errors.js'
import { fewStore } from '../few-store.js'
import type { schemas } from '../schemas.js'
import type { Webhook, WebhookStore } from '../webhook.js'
import type { webhookSettings } from '../webhook-settings.js'
import { type CallingParts, type CallWebhook, callingWebhooks } from './call-webhook.js'

export interface Webhooks {
  webhooks: WebhookStore
  attempts: AttemptStore
  callWebhook: CallWebhook
  outbound: Outbound
  allowPrivate: boolean
  secretGraceMs: number
}

interface WebhooksParts extends Pick<CallingParts, 'tellDisabled'> {
  models: Models<typeof schemas>
  sealer: Sealer
  now: Clock
}

const hourMs = 3_600_000
const answerBytesAtMost = 4_096

export function webhooksIn(
  config: ConfigOf<typeof webhookSettings>,
  { models, sealer, now, tellDisabled }: WebhooksParts,
): Webhooks {
  const webhooks = fewStore<Webhook>(models.webhooks as never, {
    atMost: config.webhooksPerUser,
    tooMany: TooManyWebhooks,
  })
  const attempts = attemptStore(models)
  const outbound = openOutbound({ ...config, answerBytesAtMost })
  const disableAfterMs = config.disableAfterHours * hourMs
  return {
    ...{ webhooks, attempts, outbound, allowPrivate: config.allowPrivate },
    callWebhook: callingWebhooks({ webhooks, attempts, outbound, sealer, now, disableAfterMs, tellDisabled }),
    secretGraceMs: config.secretGraceHours * hourMs,
  }
}

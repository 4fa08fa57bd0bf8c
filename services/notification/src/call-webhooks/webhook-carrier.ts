// Takes a message to all webhooks of a person that want it.
import type { ClaimedDelivery } from '../delivery.js'
import type { Carrier } from '../send-deliveries/carrier.js'
import { type Reply, verdictOf } from '../send-deliveries/several.js'
import { type Webhook, type WebhookStore, wants } from '../webhook.js'
import { type CallWebhook, isGone } from './call-webhook.js'

interface WebhookCarrierParts {
  webhooks: Pick<WebhookStore, 'of'>
  callWebhook: CallWebhook
}

interface WebhookCarrierConfig {
  attempts: number
  retryFirstMs: number
  atOnce: number
  answerWithinMs: number
}

const halfADayMs = 43_200_000
/** Beyond the call: writing down how it went. */
const spareMs = 60_000

export function webhookCarrier(
  { webhooks, callWebhook }: WebhookCarrierParts,
  { attempts, retryFirstMs, atOnce, answerWithinMs }: WebhookCarrierConfig,
): Carrier {
  const callOne = async (webhook: Webhook, delivery: ClaimedDelivery): Promise<Reply> => {
    const { userId, id: deliveryId, attempts: before } = delivery
    const facts = { kind: 'delivery', deliveryId, number: before + 1 } as const
    const called = await callWebhook({ userId, webhook, body: bodyOf(delivery), ...facts })
    const { attempt, retryAfterMs } = called
    if (attempt.reason === undefined) return { id: webhook.id, outcome: 'taken' }
    const outcome = isGone(attempt) ? 'closed' : 'put-off'
    return { id: webhook.id, outcome, reason: attempt.reason, retryAfterMs }
  }
  return {
    channel: 'webhook',
    // 5 s, 20 s, 80 s, 5 min, 21 min, 85 min, 6 h, 12 h: a receiver may be away for a night.
    patience: { attempts, retryFirstMs, factor: 4, waitAtMostMs: halfADayMs },
    atOnce,
    holdMs: answerWithinMs + spareMs,
    isThere: async () => true,
    send: async (delivery) => {
      const { userId, category, reached = [] } = delivery
      const wanting = (await webhooks.of(userId)).filter((one) => wants(one, category))
      if (wanting.length === 0) return { outcome: 'nobody', reason: 'nowhere to send to' }
      const open = wanting.filter(({ id }) => !reached.includes(id))
      return verdictOf(await Promise.all(open.map((one) => callOne(one, delivery))), reached)
    },
    close: async () => undefined,
  }
}

/** Standard Webhooks: what happened, when, and the facts. */
function bodyOf({ id, eventId, category, template, model, createdAt }: ClaimedDelivery): string {
  const { title = '', body = '', link = null, actor } = model
  const data = {
    deliveryId: id,
    eventId,
    category,
    kind: template,
    title,
    body,
    link,
    ...(actor && { actor }),
  }
  return JSON.stringify({ type: 'notification.created', timestamp: createdAt.toISOString(), data })
}

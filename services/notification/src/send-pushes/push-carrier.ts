// Takes a message to all browsers of a person, encrypted for each of them, and forgets those that are gone.
import { createHash } from 'node:crypto'
import { type Clock, type Outbound, OutboundFailure, type Sealer } from '@eventflow/runtime'
import { generateRequestDetails } from 'web-push'
import { retryAfterMs } from '../call-webhooks/retry-after.js'
import type { ClaimedDelivery } from '../delivery.js'
import {
  type PushKeys,
  type PushSubscription,
  type PushSubscriptionStore,
  pushKeysBinding,
} from '../push-subscription.js'
import type { Carrier } from '../send-deliveries/carrier.js'
import { type Reply, verdictOf } from '../send-deliveries/several.js'
import type { WishMarks } from '../wish-marks.js'
import type { VapidKeys } from './vapid.js'

interface PushCarrierParts {
  subscriptions: PushSubscriptionStore
  marks: Pick<WishMarks, 'noteReach'>
  outbound: Outbound
  sealer: Sealer
  vapid: VapidKeys
  /** What the browser is told, as JSON. */
  payloadOf(delivery: ClaimedDelivery): Promise<object>
  now: Clock
}

interface PushCarrierConfig {
  attempts: number
  retryFirstMs: number
  atOnce: number
  answerWithinMs: number
}

const dayMs = 86_400_000
/** How long a push service keeps it for a browser that is off. */
const keptSeconds = 86_400
/** Beyond the call: writing down how it went. */
const spareMs = 60_000
const topicLength = 32

export function pushCarrier(parts: PushCarrierParts, config: PushCarrierConfig): Carrier {
  const { subscriptions, payloadOf } = parts
  const { attempts, retryFirstMs, atOnce, answerWithinMs } = config
  return {
    channel: 'push',
    patience: { attempts, retryFirstMs, factor: 4, waitAtMostMs: dayMs },
    atOnce,
    holdMs: answerWithinMs + spareMs,
    isThere: async () => true,
    send: async (delivery) => {
      const { userId, reached = [] } = delivery
      const known = await subscriptions.of(userId)
      if (known.length === 0) return { outcome: 'nobody', reason: 'nowhere to send to' }
      const payload = JSON.stringify(await payloadOf(delivery))
      const open = known.filter(({ id }) => !reached.includes(id))
      const replies = open.map((one) => pushTo(parts, one, { delivery, payload }))
      return verdictOf(await Promise.all(replies), reached)
    },
    close: async () => undefined,
  }
}

interface Push {
  delivery: ClaimedDelivery
  payload: string
}

async function pushTo(
  { subscriptions, marks, outbound, sealer, vapid, now }: PushCarrierParts,
  { id, endpoint, sealedKeys }: PushSubscription,
  { delivery, payload }: Push,
): Promise<Reply> {
  const { userId, eventId } = delivery
  try {
    const keys = JSON.parse(sealer.open(sealedKeys, pushKeysBinding(id))) as PushKeys
    const details = generateRequestDetails({ endpoint, keys }, payload, {
      vapidDetails: vapid,
      TTL: keptSeconds,
      // What waits for a browser that is off is replaced by what takes it back.
      topic: createHash('sha256').update(eventId).digest('base64url').slice(0, topicLength),
    })
    const { headers, body } = details
    const { status, headers: said } = await outbound.call({
      ...{ url: endpoint, method: 'POST', body: body ?? '' },
      headers: headers as Record<string, string | number>,
    })
    if (status >= 200 && status < 300) return { id, outcome: 'taken' }
    if (status === 404 || status === 410) {
      await subscriptions.change(userId, id, () => undefined)
      await marks.noteReach(userId, 'push', () => subscriptions.has(userId))
    }
    const isForNow = status === 429 || status >= 500
    const waitMs = retryAfterMs(said['retry-after'], now())
    const outcome = isForNow ? 'put-off' : 'closed'
    return { id, outcome, reason: `HTTP ${status}`, retryAfterMs: waitMs }
  } catch (error) {
    // Its keys are no keys, or nobody answers.
    if (!(error instanceof OutboundFailure)) return { id, outcome: 'closed', reason: 'cannot be encrypted' }
    return { id, outcome: error.kind === 'refused' ? 'closed' : 'put-off', reason: error.reason }
  }
}

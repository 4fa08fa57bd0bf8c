// Calls one webhook once: signed, written down, and with what follows for the webhook itself.
import { type Clock, type Outbound, OutboundFailure, type Sealer } from '@eventflow/runtime'
import type { Attempt, AttemptStore } from '../attempt-store.js'
import type { WebhookStore } from '../webhook.js'
import { afterFailure, afterSuccess, liveSecrets, type Webhook } from '../webhook.js'
import { retryAfterMs } from './retry-after.js'
import { signedHeaders } from './sign.js'

export interface WebhookCall extends Pick<Attempt, 'kind' | 'deliveryId' | 'number'> {
  userId: string
  webhook: Webhook
  body: string
}

interface CalledWebhook {
  attempt: Attempt
  /** What the other side asks us to wait before the next try. */
  retryAfterMs: number | undefined
}

export type CallWebhook = (call: WebhookCall) => Promise<CalledWebhook>

export interface CallingParts {
  webhooks: Pick<WebhookStore, 'change'>
  attempts: Pick<AttemptStore, 'note'>
  outbound: Outbound
  sealer: Sealer
  now: Clock
  disableAfterMs: number
  /** The webhook was switched off because of how it answers. */
  tellDisabled(userId: string, webhook: Webhook): Promise<void>
}

const gone = 410
const keptOfAnswer = 1_000

/** It wants no more calls, ever. */
export const isGone = ({ response }: Attempt): boolean => response?.status === gone

export const secretBinding = (webhookId: string): string => `webhook:${webhookId}`

export function callingWebhooks(parts: CallingParts): CallWebhook {
  const { webhooks, attempts, outbound, sealer, now, disableAfterMs } = parts
  return async ({ userId, webhook, body, ...facts }) => {
    const at = now()
    const open = ({ sealed }: { sealed: string }) => sealer.open(sealed, secretBinding(webhook.id))
    const secrets = liveSecrets(webhook, at).map(open)
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'EventFlow-Webhooks/1',
      ...signedHeaders({ id: facts.deliveryId, at, body }, secrets),
    }
    const startedAt = performance.now()
    const { response, reason, retryAfterMs } = await outcomeOf(
      outbound.call({ url: webhook.url, method: 'POST', headers, body }),
      at,
    )
    const ms = Math.round(performance.now() - startedAt)
    const attempt = await attempts.note(userId, webhook.id, {
      ...{ ...facts, at, request: { url: webhook.url, body }, ms },
      ...(response && { response }),
      ...(reason !== undefined && { reason }),
    })
    const next = (known: Webhook) =>
      reason === undefined
        ? afterSuccess(known)
        : afterFailure(known, { isGone: isGone(attempt), at, disableAfterMs })
    const changed = await webhooks.change(userId, webhook.id, next)
    if (changed?.after && changed.before.enabled && !changed.after.enabled)
      await parts.tellDisabled(userId, changed.after)
    return { attempt, retryAfterMs }
  }
}

interface CallOutcome extends Pick<Attempt, 'response' | 'reason'> {
  retryAfterMs?: number | undefined
}

/** Only 2xx is success: a redirect leads to an address that nobody has checked. */
async function outcomeOf(call: ReturnType<Outbound['call']>, at: Date): Promise<CallOutcome> {
  try {
    const { status, headers, body } = await call
    const response = { status, body: printable(body) }
    if (status >= 200 && status < 300) return { response }
    return { response, reason: `HTTP ${status}`, retryAfterMs: retryAfterMs(headers['retry-after'], at) }
  } catch (error) {
    if (!(error instanceof OutboundFailure)) throw error
    return { reason: error.reason }
  }
}

/** What strangers send is shown to the owner of the webhook: as text, and not much of it. */
const printable = (body: Buffer): string =>
  body
    .toString('utf8')
    .replace(/[^\P{C}\n\t]/gu, '\uFFFD')
    .slice(0, keptOfAnswer)

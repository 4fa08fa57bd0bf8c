// A web address that somebody wants to be called at, and what becomes of it as calls go well and badly.
import type { Category } from './channels.js'
import type { FewStore } from './few-store.js'

export type WebhookStore = FewStore<Webhook>

export interface WebhookSecret {
  sealed: string
  /** Of one that was replaced: until when calls are signed with it as well. */
  until?: Date | null
}

export interface Webhook {
  id: string
  url: string
  /** None named: all of them. */
  categories: readonly Category[] | null
  enabled: boolean
  /** Why we have switched it off ourselves. */
  disabledReason: 'gone' | 'failing' | null
  /** The newest first. */
  secrets: readonly WebhookSecret[]
  /** Since when every call has failed. */
  failingSince: Date | null
  version: number
  createdAt: Date
  updatedAt: Date
}

export interface WebhookChange {
  url?: string | undefined
  categories?: readonly Category[] | null | undefined
  enabled?: boolean | undefined
}

/** How many secrets calls are signed with at the most, however often they are replaced. */
const secretsAtMost = 3

type Opening = Pick<Webhook, 'id' | 'url' | 'categories'> & { sealed: string }

export const openedWebhook = ({ sealed, ...facts }: Opening, at: Date): Webhook => ({
  ...facts,
  enabled: true,
  disabledReason: null,
  secrets: [{ sealed }],
  failingSince: null,
  version: 1,
  createdAt: at,
  updatedAt: at,
})

/** Whoever switches it on again, or has it lead elsewhere, starts with a clean slate. */
export function changedWebhook(webhook: Webhook, change: WebhookChange, at: Date): Webhook {
  const said = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
  const begins = change.enabled === true || change.url !== undefined
  const slate = begins ? { failingSince: null } : {}
  const enabled = change.enabled ?? webhook.enabled
  const disabledReason = enabled ? null : webhook.disabledReason
  return { ...webhook, ...said, ...slate, disabledReason, version: webhook.version + 1, updatedAt: at }
}

/** The secret before stays good for a while, so that whoever checks signatures need not change at the same moment. */
export function withNewSecret(webhook: Webhook, sealed: string, { at, until }: { at: Date; until: Date }) {
  const before = liveSecrets(webhook, at).map((secret) => ({ until, ...secret }))
  const secrets = [{ sealed }, ...before].slice(0, secretsAtMost)
  return { ...webhook, secrets, version: webhook.version + 1, updatedAt: at }
}

export const liveSecrets = ({ secrets }: Webhook, at: Date): WebhookSecret[] =>
  secrets.filter(({ until }) => !until || until > at)

export const wants = ({ enabled, categories }: Webhook, category: Category): boolean =>
  enabled && (categories === null || categories.includes(category))

/** Answers the same webhook where there is nothing to write down. */
export const afterSuccess = (webhook: Webhook): Webhook =>
  webhook.failingSince === null ? webhook : { ...webhook, failingSince: null }

/** One that says 410 wants no more; one that has failed for long is called no more either, until its owner says so. */
export function afterFailure(
  webhook: Webhook,
  { isGone, at, disableAfterMs }: { isGone: boolean; at: Date; disableAfterMs: number },
): Webhook {
  const failingSince = webhook.failingSince ?? at
  const isLong = at.getTime() - failingSince.getTime() >= disableAfterMs
  if (!webhook.enabled || (!isGone && !isLong)) return { ...webhook, failingSince }
  const disabledReason = isGone ? 'gone' : 'failing'
  return {
    ...webhook,
    ...{ failingSince, enabled: false, disabledReason, version: webhook.version + 1, updatedAt: at },
  }
}

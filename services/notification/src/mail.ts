// A mail that is owed to somebody, and what becomes of it after each try.

export const mailKinds = [
  'welcome',
  'verify-email',
  'reset-password',
  'registered-again',
  'confirm-email',
  'email-change-asked',
  'email-changed',
  'password-changed',
  'session-compromised',
  'account-disabled',
  'second-factor-added',
  'second-factor-removed',
  'recovery-code-used',
] as const

export type MailKind = (typeof mailKinds)[number]

/** What an event makes us owe. */
export interface OwedMail {
  userId: string
  kind: MailKind
  /** Left out: the address that the user has when the mail is sent. */
  to?: string
  token?: string
  expiresAt?: string
  ip?: string
  userAgent?: string
}

/** A mail in the hands of whoever is trying to send it. */
export interface ClaimedMail {
  id: string
  userId: string
  kind: MailKind
  to?: string | undefined
  token?: string | undefined
  expiresAt?: Date | undefined
  ip?: string | undefined
  userAgent?: string | undefined
  /** How often it was tried before. */
  attempts: number
  /** Who claimed it holds it until then. */
  heldUntil: Date
}

/** How a try went. `unclear` is everything after which the mail may have been taken or not. */
export type Try =
  | { outcome: 'taken' }
  | { outcome: 'refused' | 'put-off' | 'unclear'; reason: string }
  /** Nothing was tried: the mail server is not there. */
  | { outcome: 'away'; reason: string }

export type MailFate =
  | { kind: 'delivered'; attempts: number }
  | { kind: 'failed'; attempts: number; reason: string }
  | { kind: 'again'; attempts: number; waitMs: number; reason: string }

export interface Patience {
  /** How often a mail is tried at the most. */
  attempts: number
  retryFirstMs: number
}

const waitAtMostMs = 30 * 60_000

/** A server that is away costs no attempt, so a mail outlives any outage; what it is for may have an end of its own. */
export function fateOf(
  tried: Try,
  { before, attempts: most, retryFirstMs }: Patience & { before: number },
  random = Math.random(),
): MailFate {
  const attempts = before + 1
  if (tried.outcome === 'taken') return { kind: 'delivered', attempts }
  const { outcome, reason } = tried
  if (outcome === 'away') return { kind: 'again', attempts: before, waitMs: 0, reason }
  if (outcome === 'refused' || attempts >= most) return { kind: 'failed', attempts, reason }
  // Half of it by chance: what failed together does not come back together.
  const longest = Math.min(retryFirstMs * 2 ** before, waitAtMostMs)
  return { kind: 'again', attempts, waitMs: Math.round(longest * (0.5 + random / 2)), reason }
}

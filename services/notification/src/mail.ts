// The letters that are written about accounts, and what an event leaves to be said in them.

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

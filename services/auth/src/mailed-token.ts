// Tokens that are sent by mail and prove that their bearer reads that mailbox: for one purpose, once, for a short time.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

export type Purpose = 'password-reset' | 'email-verify' | 'email-change'

export interface MailedToken {
  accountId: string
  purpose: Purpose
  /** The open half, by which the row is found; null once the token was used or guessed at too often. */
  selector: string | null
  /** Of the secret half. */
  hash: string
  /** The mailbox that it was sent to. */
  email: string
  expiresAt: Date
}

/** 96 bits to find it by and 256 to prove it: a guess at one half is counted against the right account. */
const selectorBytes = 12
const selectorLength = 16
const secretBytes = 32

export function newMailedToken(): { token: string; selector: string; hash: string } {
  const selector = randomBytes(selectorBytes).toString('base64url')
  const secret = randomBytes(secretBytes).toString('base64url')
  return { token: selector + secret, selector, hash: hashOfSecret(secret) }
}

export const selectorOf = (token: string): string => token.slice(0, selectorLength)

/** 256 random bits need no slow hash: there is nothing to guess. */
const hashOfSecret = (secret: string): string => createHash('sha256').update(secret).digest('base64url')

export type TokenVerdict = 'good' | 'wrong' | 'over'

/** What a token is worth beside the row that its open half names. */
export function judgeMailedToken(
  row: MailedToken,
  { token, purposes }: { token: string; purposes: readonly Purpose[] },
  now: Date,
): TokenVerdict {
  const hash = Buffer.from(hashOfSecret(token.slice(selectorLength)))
  if (!timingSafeEqual(hash, Buffer.from(row.hash))) return 'wrong'
  return purposes.includes(row.purpose) && row.expiresAt > now ? 'good' : 'over'
}

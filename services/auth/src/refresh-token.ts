// Refresh tokens: opaque, used once, each the parent of one successor that only its holder and this service together can make.
import { createHash, createHmac, randomBytes } from 'node:crypto'

export interface RefreshToken {
  hash: string
  sessionId: string
  expiresAt: Date
  usedAt: Date | null
  salt: string
}

const tokenBytes = 32
const saltBytes = 16

/** Answers in flight and a client that asked twice get the same successor within this time; later use is theft. */
export const graceMs = 10_000

export const newToken = (): string => randomBytes(tokenBytes).toString('base64url')

export const newSalt = (): string => randomBytes(saltBytes).toString('base64url')

/** 256 random bits need no slow hash: there is nothing to guess. */
export const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url')

/** The same successor for parallel refreshes without storing it: of the three parts only the salt is in the database. */
export const successorOf = (token: string, salt: string, key: Buffer): string =>
  createHmac('sha256', key).update(salt).update(token).digest('base64url')

export type RefreshVerdict = 'rotate' | 'repeat' | 'compromised' | 'refuse'

/** What a refresh token is good for at this moment, given the session it belongs to. */
export function judgeRefresh(
  token: Pick<RefreshToken, 'expiresAt' | 'usedAt'>,
  session: { endedAt: Date | null; expiresAt: Date },
  now: Date,
): RefreshVerdict {
  if (session.endedAt || session.expiresAt <= now || token.expiresAt <= now) return 'refuse'
  if (!token.usedAt) return 'rotate'
  return now.getTime() - token.usedAt.getTime() <= graceMs ? 'repeat' : 'compromised'
}

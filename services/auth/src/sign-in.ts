// Opens a session for an account whose owner has just shown who they are, and writes down the tokens' traces.
import { SessionEnded, SessionStarted } from '@eventflow/contracts'
import type { Audited, RequestFacts } from '@eventflow/http'
import { type Clock, newId } from '@eventflow/runtime'
import type { Transaction } from '@eventflow/runtime/database'
import type { IssueAccessToken } from './access-token.js'
import { type Account, type PublicAccount, publicAccount } from './account.js'
import { ownAct } from './own-act.js'
import { hashOf, newSalt, newToken, type RefreshToken } from './refresh-token.js'
import type { Session, SessionStore } from './session-store.js'

export interface TokenAnswer {
  user: PublicAccount
  accessToken: string
  refreshToken: string
  expiresIn: number
  tokenType: 'Bearer'
}

export interface SignInParts {
  audited: Audited
  sessions: SessionStore
  issueAccessToken: IssueAccessToken
  rules: { accessLifeSeconds: number; refreshIdleDays: number; sessionLifeDays: number }
  now: Clock
}

interface SignedIn {
  account: Account
  from: Pick<RequestFacts, 'address' | 'userAgent'>
  /** Whether one was shown beside the password. */
  secondFactor?: boolean
}

const dayMs = 86_400_000

export async function openSession(
  { audited, sessions, issueAccessToken, rules, now }: SignInParts,
  transaction: Transaction,
  { account, from, secondFactor = false }: SignedIn,
) {
  const at = now()
  const session: Session = {
    id: newId(),
    accountId: account.id,
    userAgent: from.userAgent,
    ip: from.address,
    secondFactor,
    createdAt: at,
    authenticatedAt: at,
    lastUsedAt: at,
    expiresAt: new Date(at.getTime() + rules.sessionLifeDays * dayMs),
    endedAt: null,
  }
  const refreshToken = newToken()
  await sessions.insert(transaction, session, tokenRow(refreshToken, session.id, expiryOf(rules, at)))
  const device = { ip: session.ip, userAgent: session.userAgent }
  const facts = { userId: account.id, ...device }
  const surplus = await sessions.endSurplus(transaction, account.id, at)
  const accessToken = issueAccessToken(account, session, at)
  return {
    tokens: tokenAnswer({ account, accessToken, refreshToken }, rules),
    events: [
      SessionStarted({ ...facts, sessionId: session.id }),
      audited.word(ownAct('session.started', account.id, from.address), 'done'),
      ...surplus.map((sessionId) => SessionEnded({ ...facts, sessionId, reason: 'too-many-sessions' })),
    ],
    /** For the list of revocations, once the transaction has committed. */
    ended: surplus,
  }
}

export const expiryOf = ({ refreshIdleDays }: { refreshIdleDays: number }, at: Date): Date =>
  new Date(at.getTime() + refreshIdleDays * dayMs)

export const tokenRow = (token: string, sessionId: string, expiresAt: Date): RefreshToken => ({
  hash: hashOf(token),
  sessionId,
  expiresAt,
  usedAt: null,
  salt: newSalt(),
})

interface Issued {
  account: Account
  accessToken: string
  refreshToken: string
}

export const tokenAnswer = (issued: Issued, rules: { accessLifeSeconds: number }): TokenAnswer => ({
  user: publicAccount(issued.account),
  accessToken: issued.accessToken,
  refreshToken: issued.refreshToken,
  expiresIn: rules.accessLifeSeconds,
  tokenType: 'Bearer',
})

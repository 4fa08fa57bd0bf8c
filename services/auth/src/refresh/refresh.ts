// Rotation of refresh tokens, one transaction: parallel refreshes of one token get one successor, a late reuse ends the session.
import { type DomainEvent, SessionCompromised as SessionCompromisedEvent } from '@eventflow/contracts'
import type { Transaction } from '@eventflow/runtime/database'
import type { AccountStore } from '../account-store.js'
import { ownAct } from '../own-act.js'
import { judgeRefresh, type RefreshToken, successorOf } from '../refresh-token.js'
import type { Session } from '../session-store.js'
import { expiryOf, type SignInParts, type TokenAnswer, tokenAnswer, tokenRow } from '../sign-in.js'

export interface RefreshParts extends SignInParts {
  accounts: AccountStore
  refreshKey: Buffer
}

interface Presented {
  token: string
  hash: string
  address: string
  userAgent: string
}

interface RefreshOutcome {
  events: DomainEvent[]
  tokens?: TokenAnswer
  /** The session that ended because its token was used twice. */
  compromised?: string
}

interface Found {
  token: RefreshToken
  session: Session
}

export async function refreshSession(
  parts: RefreshParts,
  transaction: Transaction,
  presented: Presented,
): Promise<RefreshOutcome> {
  const found = await parts.sessions.lockByToken(transaction, presented.hash)
  if (!found) return { events: [] }
  const now = parts.now()
  switch (judgeRefresh(found.token, found.session, now)) {
    case 'refuse':
      return { events: [] }
    case 'compromised':
      return endCompromised(parts, transaction, { ...found, presented })
    case 'repeat':
      return { events: [], ...(await answer(parts, transaction, { ...found, presented })) }
    case 'rotate': {
      const successor = successorOf(presented.token, found.token.salt, parts.refreshKey)
      const used = { ...found.token, usedAt: now }
      await parts.sessions.rotate(
        transaction,
        used,
        tokenRow(successor, found.session.id, expiryOf(parts.rules, now)),
      )
      return { events: [], ...(await answer(parts, transaction, { ...found, presented })) }
    }
  }
}

async function answer(
  parts: RefreshParts,
  transaction: Transaction,
  { token, session, presented }: Found & { presented: Presented },
) {
  const account = await parts.accounts.byId(session.accountId, transaction)
  if (!account || account.disabled) return {}
  const accessToken = parts.issueAccessToken(account, session, parts.now())
  const refreshToken = successorOf(presented.token, token.salt, parts.refreshKey)
  return { tokens: tokenAnswer({ account, accessToken, refreshToken }, parts.rules) }
}

async function endCompromised(
  parts: RefreshParts,
  transaction: Transaction,
  { session, presented }: Found & { presented: Presented },
): Promise<RefreshOutcome> {
  await parts.sessions.end(transaction, session.id, parts.now())
  const device = { ip: presented.address, userAgent: presented.userAgent }
  return {
    events: [
      SessionCompromisedEvent({ userId: session.accountId, sessionId: session.id, ...device }),
      parts.audited.word(ownAct('session.compromised', session.accountId, presented.address), 'refused'),
    ],
    compromised: session.id,
  }
}

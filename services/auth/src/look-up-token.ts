// What a token is, as whoever issued it knows: whose it is, and whether it is still worth anything.
import type { Caller, VerifyToken } from '@eventflow/http'
import type { Clock } from '@eventflow/runtime'
import jwt from 'jsonwebtoken'
import type { AccountStore } from './account-store.js'
import type { ClientStore } from './client-store.js'
import { hashOf, judgeRefresh, type RefreshToken } from './refresh-token.js'
import type { Session, SessionStore } from './session-store.js'

export interface LookUpParts {
  accounts: AccountStore
  sessions: SessionStore
  clients: ClientStore
  verifyToken: VerifyToken
  now: Clock
}

export type KnownToken =
  | { kind: 'access'; caller: Caller; claims: jwt.JwtPayload }
  | { kind: 'refresh'; session: Session; token: RefreshToken }

/** Nothing for what is not ours, was altered, or has run out: such a token is like one that never was. */
export async function lookUpToken(
  { verifyToken, sessions }: LookUpParts,
  token: string,
): Promise<KnownToken | undefined> {
  if (token.includes('.')) {
    const caller = await verifyToken(token).catch(() => undefined)
    return caller && { kind: 'access', caller, claims: jwt.decode(token) as jwt.JwtPayload }
  }
  const found = await sessions.byToken(hashOf(token))
  return found && { kind: 'refresh', ...found }
}

/** The database decides and not the list of revocations: that may be away, or not know of it yet. */
export async function isLive(
  { accounts, sessions, clients, now }: LookUpParts,
  known: KnownToken,
): Promise<boolean> {
  if (known.kind === 'access' && known.caller.kind === 'client') {
    const token = await clients.tokenById(known.caller.sessionId)
    return token !== null && token.endedAt === null
  }
  if (known.kind === 'refresh' && judgeRefresh(known.token, known.session, now()) !== 'rotate') return false
  const session = known.kind === 'refresh' ? known.session : await sessions.byId(known.caller.sessionId)
  if (!session || session.endedAt || session.expiresAt <= now()) return false
  const account = await accounts.byId(session.accountId)
  return account !== null && !account.disabled
}

// Access tokens: short-lived, signed, and carrying no more than who, which session, and which roles (RFC 9068).
import type { Role } from '@eventflow/http'
import { newId } from '@eventflow/runtime'
import jwt from 'jsonwebtoken'
import type { Account } from './account.js'
import { type Client, firstPartyClient } from './client.js'
import type { Session } from './session-store.js'
import type { SigningKeys } from './signing-keys.js'

export interface TokenRules {
  issuer: string
  audience: string
  accessLifeSeconds: number
  staffNeedSecondFactor: boolean
}

export type IssueAccessToken = (account: Account, session: Session, now: Date) => string

export const accessTokenIssuer =
  (keys: SigningKeys, rules: TokenRules): IssueAccessToken =>
  ({ id, roles }, session, now) =>
    sign(keys, rules, {
      ...{ subject: id, session: session.id, client: firstPartyClient },
      ...{ at: now, authenticatedAt: session.authenticatedAt },
      roles: rules.staffNeedSecondFactor && !session.secondFactor ? roles.filter(isOfUsers) : roles,
    })

const isOfUsers = (role: Role): boolean => role === 'user'

export type IssueClientToken = (
  client: Pick<Client, 'id' | 'roles'>,
  token: { id: string; scopes: readonly string[] },
  now: Date,
) => string

/** Where a client speaks for itself it is the subject, and has shown its secret just now. */
export const clientTokenIssuer =
  (keys: SigningKeys, rules: TokenRules): IssueClientToken =>
  ({ id, roles }, token, now) =>
    sign(keys, rules, {
      ...{ subject: id, session: token.id, client: id, roles },
      ...{ at: now, authenticatedAt: now, scope: token.scopes.join(' ') },
    })

interface Facts {
  subject: string
  session: string
  client: string
  roles: readonly Role[]
  at: Date
  authenticatedAt: Date
  scope?: string
}

const secondsOf = (moment: Date): number => Math.floor(moment.getTime() / 1_000)

function sign(keys: SigningKeys, rules: TokenRules, facts: Facts): string {
  const { kid, privateKey } = keys.current()
  const claims = {
    iss: rules.issuer,
    aud: rules.audience,
    sub: facts.subject,
    sid: facts.session,
    jti: newId(),
    iat: secondsOf(facts.at),
    exp: secondsOf(facts.at) + rules.accessLifeSeconds,
    auth_time: secondsOf(facts.authenticatedAt),
    client_id: facts.client,
    roles: facts.roles,
    ...(facts.scope === undefined ? {} : { scope: facts.scope }),
  }
  return jwt.sign(claims, privateKey, { algorithm: 'ES256', header: { alg: 'ES256', typ: 'at+jwt', kid } })
}

// Access tokens: short-lived, signed, and carrying no more than who, which session, and which roles.
import { newId } from '@eventflow/runtime'
import jwt from 'jsonwebtoken'
import type { Account } from './account.js'
import type { Session } from './session-store.js'
import type { SigningKeys } from './signing-key-store.js'

interface TokenRules {
  issuer: string
  audience: string
  accessLifeSeconds: number
}

export type IssueAccessToken = (account: Account, session: Session, now: Date) => string

/** The client that people use: registered OAuth clients have ids of their own. */
const firstPartyClient = 'eventflow-web'

export const accessTokenIssuer =
  (keys: SigningKeys, rules: TokenRules): IssueAccessToken =>
  (account, session, now) => {
    const { kid, privateKey } = keys.current()
    const issuedAt = Math.floor(now.getTime() / 1_000)
    const claims = {
      iss: rules.issuer,
      aud: rules.audience,
      sub: account.id,
      sid: session.id,
      jti: newId(),
      iat: issuedAt,
      exp: issuedAt + rules.accessLifeSeconds,
      auth_time: Math.floor(session.authenticatedAt.getTime() / 1_000),
      client_id: firstPartyClient,
      roles: account.roles,
    }
    return jwt.sign(claims, privateKey, { algorithm: 'ES256', header: { alg: 'ES256', typ: 'at+jwt', kid } })
  }

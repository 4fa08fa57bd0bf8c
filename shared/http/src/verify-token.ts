// Checks access tokens: signature first, then type, issuer, audience and times; a verdict is kept until the token expires.
import jwt from 'jsonwebtoken'
import { type Caller, type Role, roles } from './caller.js'
import { Unauthenticated } from './errors.js'
import type { KeySource } from './key-look-up.js'

export interface TokenRules {
  issuer: string
  audience: string
  keyOf: KeySource
  now?: () => number
}

/** Answers who the token speaks for; throws Unauthenticated, always the same, for every way in which it may be wrong. */
export type VerifyToken = (token: string) => Promise<Caller>

const algorithms = ['ES256'] as const
const clockSkewSeconds = 5
const verdictsAtMost = 10_000
const longestToken = 4_096

export function createVerifier(rules: TokenRules): VerifyToken {
  const now = rules.now ?? Date.now
  const verdicts = new Map<string, Caller>()
  return async (token) => {
    const known = verdicts.get(token)
    if (known) {
      if (known.expiresAt.getTime() + clockSkewSeconds * 1_000 > now()) return known
      verdicts.delete(token)
    }
    const caller = await verify(token, rules, now)
    // Oldest first: a Map keeps the order of insertion.
    if (verdicts.size >= verdictsAtMost) verdicts.delete(verdicts.keys().next().value as string)
    verdicts.set(token, caller)
    return caller
  }
}

async function verify(token: string, rules: TokenRules, now: () => number): Promise<Caller> {
  const kid = token.length <= longestToken && isExact(token) ? keyIdOf(token) : undefined
  const key = kid === undefined ? undefined : await rules.keyOf(kid)
  if (!key) throw refusal()
  try {
    const { header, payload } = jwt.verify(token, key, {
      algorithms: [...algorithms],
      issuer: rules.issuer,
      audience: rules.audience,
      clockTolerance: clockSkewSeconds,
      clockTimestamp: Math.floor(now() / 1_000),
      complete: true,
    })
    const caller = typeof payload === 'object' && header.typ === 'at+jwt' ? callerOf(payload) : undefined
    if (caller) return caller
  } catch {
    // Which check failed is nobody's business outside; the answer is the same for all.
  }
  throw refusal()
}

const refusal = () => Unauthenticated({ headers: { 'www-authenticate': 'Bearer error="invalid_token"' } })

/** Decoding passes over spare bits and strange characters, so one signature would have many spellings. */
function isExact(token: string): boolean {
  const parts = token.split('.')
  return (
    parts.length === 3 && parts.every((part) => Buffer.from(part, 'base64url').toString('base64url') === part)
  )
}

/** Only the key id is taken from the unverified header; addresses and keys that a token brings along are ignored. */
function keyIdOf(token: string): string | undefined {
  const [encoded] = token.split('.', 1)
  try {
    const header = JSON.parse(Buffer.from(encoded ?? '', 'base64url').toString()) as Record<string, unknown>
    const { alg, kid } = header
    return algorithms.some((allowed) => allowed === alg) && typeof kid === 'string' ? kid : undefined
  } catch {
    return undefined
  }
}

function callerOf(claims: jwt.JwtPayload): Caller | undefined {
  const { sub, sid, jti, exp, iat, client_id: clientId, auth_time: authTime, scope } = claims
  if (typeof sub !== 'string' || typeof sid !== 'string' || typeof jti !== 'string') return undefined
  if (typeof exp !== 'number' || typeof iat !== 'number') return undefined
  const named: unknown[] = Array.isArray(claims.roles) ? claims.roles : []
  return {
    // RFC 9068: where a client speaks for itself, it is the subject.
    kind: sub === clientId ? 'client' : 'user',
    userId: sub,
    sessionId: sid,
    tokenId: jti,
    clientId: String(clientId ?? ''),
    roles: roles.filter((role): role is Role => named.includes(role)),
    scopes: typeof scope === 'string' ? scope.split(' ').filter((word) => word !== '') : [],
    authenticatedAt: new Date(Number(authTime ?? iat) * 1_000),
    expiresAt: new Date(exp * 1_000),
  }
}

/** The token of a request, from the Authorization header alone: in an address it would end up in logs. */
export function bearerOf(authorization: string | undefined): string | undefined {
  if (authorization === undefined) return undefined
  const match = /^Bearer +([A-Za-z0-9._~+/=-]+)$/i.exec(authorization)
  return match?.[1]
}

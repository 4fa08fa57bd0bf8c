// The public keys that access tokens are checked with, fetched from the auth service and kept while it is away.
import { createPublicKey, type KeyObject } from 'node:crypto'
import type { Logger } from '@eventflow/runtime'
import { Unavailable } from './errors.js'

/** Finds the key that a token names, or nothing when no such key is known; throws Unavailable while no key at all is. */
export type KeySource = (kid: string) => Promise<KeyObject | undefined>

interface KeyOptions {
  logger: Logger
  now?: () => number
}

const freshForMs = 5 * 60_000
/** An unknown kid leads to one look at most in this time, so that a flood of made-up kids does not become a flood to auth. */
const cooldownMs = 5_000
const fetchLimitMs = 3_000
const keysAtMost = 50

/**
 * Stale keys are used while they are being renewed, and for as long as auth is away; jose's remote set would refuse
 * tokens as soon as its cache is too old, which turns a restart of auth into an outage of everything.
 */
export function remoteKeys(authUrl: string, { logger, now = Date.now }: KeyOptions): KeySource {
  const jwksUrl = new URL('/.well-known/jwks.json', authUrl).href
  let keys: ReadonlyMap<string, KeyObject> = new Map()
  let triedAt = Number.NEGATIVE_INFINITY
  let fetchedAt = Number.NEGATIVE_INFINITY
  let fetching: Promise<void> | undefined

  const refresh = async () => {
    triedAt = now()
    try {
      keys = await fetchKeys(jwksUrl)
      fetchedAt = now()
    } catch (error) {
      logger.warn('the signing keys could not be fetched', { jwksUrl, error: (error as Error).message })
    }
  }
  const refreshOnce = () => {
    fetching ??= refresh().finally(() => {
      fetching = undefined
    })
    return fetching
  }

  return async (kid) => {
    const known = keys.get(kid)
    const mayTry = now() - triedAt > cooldownMs
    if (known) {
      if (mayTry && now() - fetchedAt > freshForMs) void refreshOnce()
      return known
    }
    if (fetching || mayTry) await refreshOnce()
    // Without keys nothing can be said about a token: to call it bad would sign out everybody while auth is away.
    if (keys.size === 0) throw Unavailable({ retryAfterSeconds: 1 })
    return keys.get(kid)
  }
}

async function fetchKeys(jwksUrl: string): Promise<Map<string, KeyObject>> {
  const response = await fetch(jwksUrl, { signal: AbortSignal.timeout(fetchLimitMs), redirect: 'error' })
  if (!response.ok) throw new Error(`the key set answered ${response.status}`)
  const { keys } = (await response.json()) as { keys?: Array<Record<string, unknown>> }
  const usable = (keys ?? []).slice(0, keysAtMost).flatMap((jwk) => {
    const key = publicKeyOf(jwk)
    return key ? [[jwk.kid as string, key] as const] : []
  })
  if (usable.length === 0) throw new Error('the key set holds no key of use')
  return new Map(usable)
}

function publicKeyOf(jwk: Record<string, unknown>): KeyObject | undefined {
  if (typeof jwk.kid !== 'string' || jwk.kty !== 'EC' || jwk.crv !== 'P-256') return undefined
  try {
    return createPublicKey({ key: jwk, format: 'jwk' })
  } catch {
    // One key that cannot be read must not take the others with it.
    return undefined
  }
}

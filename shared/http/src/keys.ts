// The public keys that access tokens are checked with, fetched from the auth service and kept while it is away.
import { createPublicKey, type KeyObject } from 'node:crypto'
import type { Logger } from '@eventflow/runtime'
import { type KeySource, keyLookUp } from './key-look-up.js'

interface KeyOptions {
  logger: Logger
  now?: () => number
  pause?: (ms: number) => Promise<unknown>
}

const fetchLimitMs = 3_000
/** Newest first, so that of more than these the oldest would be missed; keys that are made every second stay below. */
const keysAtMost = 1_000

/**
 * Not jose's remote set: that one refuses tokens as soon as its cache is too old, which turns a restart of auth into an
 * outage of everything.
 */
export function remoteKeys(
  authUrls: string | readonly string[],
  { logger, ...clock }: KeyOptions,
): KeySource {
  const jwksUrls = [authUrls].flat().map((authUrl) => new URL('/.well-known/jwks.json', authUrl).href)
  let first = 0
  const look = async () => {
    let reason: unknown
    for (const _url of jwksUrls) {
      const jwksUrl = jwksUrls[first] as string
      try {
        return await fetchKeys(jwksUrl)
      } catch (error) {
        logger.warn('the signing keys could not be fetched', { jwksUrl, error: (error as Error).message })
        // Every instance has the same keys; the one that answers is asked first from here on.
        first = (first + 1) % jwksUrls.length
        reason = error
      }
    }
    throw reason
  }
  return keyLookUp({ look, ...clock })
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

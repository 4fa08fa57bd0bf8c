// Whether a session was ended before its access token expires, as auth writes it down in Redis.
import { Unavailable } from '@eventflow/http'
import type { RedisChecks } from './redis-checks.js'

export type IsRevoked = (sessionId: string, sensitive: boolean) => Promise<boolean>

/** Longer than any access token lives; an ended session never begins again. */
const rememberedMs = 15 * 60_000
const rememberedAtMost = 50_000

/**
 * While Redis is away, tokens of sessions that are not known here to have ended are believed until they expire,
 * except where that could do lasting harm.
 */
export function revocationList(checks: RedisChecks, now: () => number = Date.now): IsRevoked {
  const ended = new Map<string, number>()
  const remember = (sessionId: string) => {
    // Oldest first: a Map keeps the order of insertion.
    for (const [known, at] of ended) {
      if (at + rememberedMs > now() && ended.size < rememberedAtMost) break
      ended.delete(known)
    }
    ended.set(sessionId, now())
  }
  return async (sessionId, sensitive) => {
    if (ended.has(sessionId)) return true
    try {
      const isEnded = await checks.isListed(`revoked:${sessionId}`)
      if (isEnded) remember(sessionId)
      return isEnded
    } catch {
      if (sensitive) throw Unavailable({ retryAfterSeconds: 1 })
      return false
    }
  }
}

// Whether a session was ended before its access token expires, as auth writes it down in Redis.
import { Unavailable } from '@eventflow/http'
import type { Redis } from '@eventflow/runtime/redis'

export type IsRevoked = (sessionId: string, sensitive: boolean) => Promise<boolean>

/** While Redis is away, tokens are believed until they expire, except where that could do lasting harm. */
export const revocationList =
  (redis: Redis): IsRevoked =>
  async (sessionId, sensitive) => {
    try {
      return (await redis.client.exists(`revoked:${sessionId}`)) === 1
    } catch {
      if (sensitive) throw Unavailable({ retryAfterSeconds: 1 })
      return false
    }
  }

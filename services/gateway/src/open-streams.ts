// Answers that go on: each ends when its session is ended, when its token expires and when the gateway does.
import { type Caller, Unavailable } from '@eventflow/http'
import type { Resource } from '@eventflow/runtime'
import type { IsRevoked } from './revocation.js'

export interface OpenStreams extends Resource {
  /** Calls `end` at the latest when nobody may listen any more. Answers what to call when the stream ended by itself. */
  hold(caller: Caller | undefined, end: () => void): () => void
  /** Ends all, and begins no more. */
  endAll(): void
}

interface Held {
  caller: Caller | undefined
  end: () => void
}

interface StreamRules {
  isRevoked: IsRevoked
  /** How often sessions are looked at: an ended one is heard no longer than this and the way to Redis. */
  everyMs?: number
  atMost?: number
  now?: () => number
}

export function openStreams({
  isRevoked,
  everyMs = 400,
  atMost = 10_000,
  now = Date.now,
}: StreamRules): OpenStreams {
  const streams = new Set<Held>()
  let ended = false
  const look = () => {
    const bySession = new Map<string, Held[]>()
    for (const held of streams) {
      if (held.caller === undefined) continue
      if (held.caller.expiresAt.getTime() <= now()) held.end()
      else bySession.set(held.caller.sessionId, [...(bySession.get(held.caller.sessionId) ?? []), held])
    }
    for (const [sessionId, ofSession] of bySession) void endIfRevoked(isRevoked, sessionId, ofSession)
  }
  const timer = setInterval(look, everyMs).unref()
  return {
    hold: (caller, end) => {
      if (ended || streams.size >= atMost) throw Unavailable({ retryAfterSeconds: 5 })
      const held = { caller, end }
      streams.add(held)
      return () => void streams.delete(held)
    },
    endAll: () => {
      ended = true
      for (const { end } of streams) end()
    },
    close: async () => clearInterval(timer),
  }
}

/** While Redis is away a stream lives on, as its token would be believed for a new one. */
async function endIfRevoked(
  isRevoked: IsRevoked,
  sessionId: string,
  streams: readonly Held[],
): Promise<void> {
  if (await isRevoked(sessionId, false)) for (const { end } of streams) end()
}

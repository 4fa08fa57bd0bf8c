// How long the other side asks us to wait (RFC 9110, 10.2.3).

const longestMs = 86_400_000

/** Seconds or a date; nothing when neither was said. */
export function retryAfterMs(said: string | undefined, at: Date): number | undefined {
  if (said === undefined) return undefined
  const ms = /^\d{1,9}$/.test(said) ? Number(said) * 1_000 : momentOf(said) - at.getTime()
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), longestMs)
}

/** In the one form that is not to be mistaken; the engine takes much else for a date. */
const momentOf = (said: string): number => (/^\w{3}, .+ GMT$/.test(said) ? Date.parse(said) : Number.NaN)

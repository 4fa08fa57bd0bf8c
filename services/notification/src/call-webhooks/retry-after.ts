// How long the other side asks us to wait (RFC 9110, 10.2.3).

const longestMs = 86_400_000

/** Seconds or a date; nothing when neither was said. */
export function retryAfterMs(said: string | undefined, at: Date): number | undefined {
  if (said === undefined) return undefined
  const ms = /^\d{1,9}$/.test(said) ? Number(said) * 1_000 : Date.parse(said) - at.getTime()
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), longestMs)
}

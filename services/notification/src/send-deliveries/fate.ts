// What becomes of a message after each try.
import type { DeliveryFate } from '../delivery.js'
import type { Patience, Try } from './carrier.js'

/** Whoever is away costs no attempt, so a message outlives any outage; what it is for may have an end of its own. */
export function fateOf(
  tried: Try,
  { before, ...patience }: Patience & { before: number },
  random = Math.random(),
): DeliveryFate {
  const attempts = before + 1
  if (tried.outcome === 'taken') return { kind: 'delivered', attempts }
  const { outcome, reason } = tried
  if (outcome === 'nobody') return { kind: 'skipped', attempts: before, reason }
  if (outcome === 'away') return { kind: 'again', attempts: before, waitMs: 0, reason }
  if (outcome === 'refused' || attempts >= patience.attempts) return { kind: 'failed', attempts, reason }
  const { retryAfterMs = 0, reached = [] } = tried
  const waitMs = Math.max(waitBefore(attempts, patience, random), retryAfterMs)
  return { kind: 'again', attempts, waitMs, reason, reached }
}

/** Half of it by chance: what failed together does not come back together. */
function waitBefore(
  attempts: number,
  { retryFirstMs, factor, waitAtMostMs }: Patience,
  random: number,
): number {
  const longest = Math.min(retryFirstMs * factor ** (attempts - 1), waitAtMostMs)
  return Math.round(longest * (0.5 + random / 2))
}

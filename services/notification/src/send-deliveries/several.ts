// One message to several places of one person: what has reached some of them goes to the others alone the next time.
import type { Try } from './carrier.js'

export interface Reply {
  /** Of the place. */
  id: string
  /** `closed`: it takes none of these any more, so it is not asked again. */
  outcome: 'taken' | 'closed' | 'put-off'
  reason?: string | undefined
  retryAfterMs?: number | undefined
}

/** `before`: the places that had it already. */
export function verdictOf(replies: readonly Reply[], before: readonly string[]): Try {
  const taken = replies.filter(({ outcome }) => outcome === 'taken')
  const putOff = replies.filter(({ outcome }) => outcome === 'put-off')
  const reached = [...before, ...taken.map(({ id }) => id)]
  const reason = (of: readonly Reply[]) => of[0]?.reason ?? 'nowhere to send to'
  if (putOff.length === 0)
    return reached.length > 0 ? { outcome: 'taken' } : { outcome: 'refused', reason: reason(replies) }
  // The one that asks for least: it need not wait for another.
  const waits = putOff.map(({ retryAfterMs = 0 }) => retryAfterMs)
  return { outcome: 'put-off', reason: reason(putOff), retryAfterMs: Math.min(...waits), reached }
}

// Ends sessions whose time is over and forgets what nobody can use any more, in batches, by one replica at a time.
import type { Backbone } from '@eventflow/backbone'
import { SessionEnded } from '@eventflow/contracts'
import type { Clock } from '@eventflow/runtime'
import type { SessionStore } from '../session-store.js'

export interface ForgettingParts {
  backbone: Pick<Backbone, 'transact'>
  sessions: SessionStore
  rules: { refreshIdleDays: number; sessionsKeepDays: number }
  now: Clock
}

interface Round {
  /** Sessions that ended since their time was over. */
  ended: number
  /** Rows that are gone. */
  forgotten: number
}

const atOnce = 500
/** Enough for a night in which nobody swept, and an end in sight for a round. */
const batchesAtMost = 40
const dayMs = 86_400_000
const turnLock = 7_314_102

/** A round ends when nothing is left, when it has done enough, or when it is told to stop. */
export async function forgetWhatIsOver(parts: ForgettingParts, stop?: AbortSignal): Promise<Round> {
  const round = { ended: 0, forgotten: 0 }
  for (let batch = 0; batch < batchesAtMost && !stop?.aborted; batch++) {
    const { ended, forgotten } = await oneBatch(parts)
    round.ended += ended
    round.forgotten += forgotten
    if (ended + forgotten === 0) break
  }
  return round
}

async function oneBatch({ backbone, sessions, rules, now }: ForgettingParts): Promise<Round> {
  const at = now()
  const daysAgo = (days: number) => new Date(at.getTime() - days * dayMs)
  const { ended, forgotten } = await backbone.transact(async (transaction) => {
    // Whoever comes while another replica is at it has nothing to do.
    const [turn] = (await transaction.query('select pg_try_advisory_xact_lock($1) as mine', [
      turnLock,
    ])) as Array<{
      mine: boolean
    }>
    if (!turn?.mine) return { events: [], ended: 0, forgotten: 0 }
    const unusedSince = daysAgo(rules.refreshIdleDays)
    const over = await sessions.endOver(transaction, { at, unusedSince, atMost: atOnce })
    const gone = [
      await transaction.query(forgetTokens, [at]),
      await transaction.query(forgetSessions, [daysAgo(rules.sessionsKeepDays)]),
      await transaction.query(forgetMails, [at]),
    ] as Array<[unknown, number]>
    return {
      events: over.map(({ id: sessionId, accountId: userId, ip, userAgent }) =>
        SessionEnded({ userId, sessionId, reason: 'expired', ip, userAgent }),
      ),
      ended: over.length,
      forgotten: gone.reduce((sum, [, count]) => sum + count, 0),
    }
  })
  return { ended, forgotten }
}

const batchOf = (table: string, where: string) =>
  `delete from ${table} where ctid = any(array(
     select ctid from ${table} where ${where} limit ${atOnce} for update skip locked))`

/** A used token is kept as long as it could have been used: until then a thief who brings it is recognised. */
const forgetTokens = batchOf('refresh_tokens', 'expires_at <= $1')

/** With its tokens. Until then it tells from where the account was used. */
const forgetSessions = batchOf('sessions', 'ended_at <= $1')

/** What was sent and guessed is counted for an hour, which no token may cut short by being used. */
const forgetMails = batchOf(
  'mailed_tokens',
  `expires_at <= $1 and counted_since <= $1::timestamptz - interval '1 hour'`,
)

// Ends the open sessions of an account, all of them or all but one.
import { type DomainEvent, SessionEnded } from '@eventflow/contracts'
import type { RequestFacts } from '@eventflow/http'
import type { Clock } from '@eventflow/runtime'
import type { Transaction } from '@eventflow/runtime/database'
import type { SessionStore } from './session-store.js'

interface Ending {
  userId: string
  reason: 'logout-all' | 'deleted' | 'password-changed' | 'disabled' | 'erased'
  from: Pick<RequestFacts, 'address' | 'userAgent'>
  /** The session that stays. */
  keep?: string
}

/** Their ids are for the list of revocations, once the transaction has committed. */
export async function endSessions(
  { sessions, now }: { sessions: SessionStore; now: Clock },
  transaction: Transaction,
  { userId, reason, from, keep }: Ending,
): Promise<{ ended: string[]; events: DomainEvent[] }> {
  const ended = (await sessions.endAll(transaction, { accountId: userId, at: now(), keep })).map(
    ({ id }) => id,
  )
  const facts = { userId, reason, ip: from.address, userAgent: from.userAgent }
  return { ended, events: ended.map((sessionId) => SessionEnded({ ...facts, sessionId })) }
}

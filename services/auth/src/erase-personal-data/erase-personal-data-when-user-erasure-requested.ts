// Takes the account of a user who wants to be forgotten away with everything that hangs on it, and says how much that was.
import { eraseKey, reaction } from '@eventflow/backbone'
import { UserDataErased, UserErasureRequested } from '@eventflow/contracts'
import type { Clock } from '@eventflow/runtime'
import type { AccountStore } from '../account-store.js'
import { endSessions } from '../end-sessions.js'
import type { ErasedSessionStore } from '../erased-session-store.js'
import type { Revocations } from '../revocations.js'
import type { SessionStore } from '../session-store.js'

interface ErasingParts {
  accounts: AccountStore
  sessions: SessionStore
  erased: ErasedSessionStore
  revocations: Revocations
  now: Clock
}

/** Sessions end as they always do, but nobody is told any more from where they were used. */
const nowhere = { address: '0.0.0.0', userAgent: '' }

export const erasePersonalDataWhenUserErasureRequested = (parts: ErasingParts) =>
  reaction(
    UserErasureRequested,
    async ({ data: { userId, jobId }, transaction }) => {
      const { accounts, erased, revocations, now } = parts
      const messages = await eraseKey(transaction, userId)
      const { ended, events } = await endSessions(parts, transaction, {
        userId,
        reason: 'erased',
        from: nowhere,
      })
      const counts = {
        sessions: await erased.erase(transaction, userId, now()),
        accounts: Number(await accounts.remove(transaction, userId)),
        ...messages,
      }
      // Before the commit: an erasure that has to be tried again finds the sessions ended, which is no harm.
      await revocations.revoke(ended)
      return [...events, UserDataErased({ userId, jobId, service: 'auth', counts })]
    },
    { evenIfErased: true },
  )

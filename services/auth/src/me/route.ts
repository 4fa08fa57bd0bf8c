// GET /v1/auth/me: who the caller is, and by which session.
import { record } from '@eventflow/contracts'
import { ok, route, Unauthenticated } from '@eventflow/http'
import { publicAccount } from '../account.js'
import type { AccountStore } from '../account-store.js'
import { shownSession } from '../session.js'
import type { SessionStore } from '../session-store.js'
import { sessionShape, userShape } from '../shapes.js'

interface MeParts {
  accounts: AccountStore
  sessions: SessionStore
}

export const me = ({ accounts, sessions }: MeParts) =>
  route({
    method: 'get',
    path: '/v1/auth/me',
    summary: 'The account and the session of the caller.',
    tag: 'auth',
    who: 'user',
    answers: {
      200: { description: 'Account and session.', body: record({ user: userShape, session: sessionShape }) },
    },
    handle: async ({ caller }) => {
      const account = await accounts.byId(caller.userId)
      const session = await sessions.byId(caller.sessionId)
      if (!account || !session || session.endedAt) throw Unauthenticated()
      return ok({ user: publicAccount(account), session: shownSession(session, caller.sessionId) })
    },
  })

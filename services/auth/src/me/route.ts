// GET /v1/auth/me: who the caller is, and by which session.
import { instant, record, text, uuid } from '@eventflow/contracts'
import { ok, route, Unauthenticated } from '@eventflow/http'
import { publicAccount } from '../account.js'
import type { AccountStore } from '../account-store.js'
import type { SessionStore } from '../session-store.js'
import { userShape } from '../shapes.js'

interface MeParts {
  accounts: AccountStore
  sessions: SessionStore
}

const sessionShape = record({
  id: uuid(),
  device: text(300, 0),
  ip: text(45),
  createdAt: instant(),
  lastUsedAt: instant(),
})

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
      const { id, userAgent: device, ip, createdAt, lastUsedAt } = session
      return ok({ user: publicAccount(account), session: { id, device, ip, createdAt, lastUsedAt } })
    },
  })

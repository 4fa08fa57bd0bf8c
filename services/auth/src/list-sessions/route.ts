// GET /v1/auth/sessions: where the caller is signed in.
import { listOf, record } from '@eventflow/contracts'
import { ok, route } from '@eventflow/http'
import { shownSession } from '../session.js'
import { openSessionsAtMost, type SessionStore } from '../session-store.js'
import { sessionShape } from '../shapes.js'

export const listSessions = ({ sessions }: { sessions: SessionStore }) =>
  route({
    method: 'get',
    path: '/v1/auth/sessions',
    summary: 'The open sessions of the caller, the one used last first.',
    tag: 'auth',
    who: 'user',
    answers: {
      200: {
        description: 'The sessions.',
        body: record({ items: listOf(sessionShape, openSessionsAtMost) }),
      },
    },
    handle: async ({ caller }) => {
      const open = await sessions.open(caller.userId)
      return ok({ items: open.map((session) => shownSession(session, caller.sessionId)) })
    },
  })

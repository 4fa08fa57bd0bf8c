// POST /v1/auth/logout-all: ends every session of the caller, on every device.
import type { Backbone } from '@eventflow/backbone'
import { noContent, route } from '@eventflow/http'
import type { Clock } from '@eventflow/runtime'
import { endSessions } from '../end-sessions.js'
import type { Revocations } from '../revocations.js'
import type { SessionStore } from '../session-store.js'

interface LogoutAllParts {
  backbone: Backbone
  sessions: SessionStore
  revocations: Revocations
  now: Clock
}

export const logoutAll = ({ backbone, sessions, revocations, now }: LogoutAllParts) =>
  route({
    method: 'post',
    path: '/v1/auth/logout-all',
    summary: 'Ends all sessions of the caller.',
    tag: 'auth',
    who: 'user',
    answers: { 204: { description: 'All sessions have ended.' } },
    handle: async ({ caller: { userId }, address, userAgent }) => {
      const { ended } = await backbone.transact((transaction) =>
        endSessions({ sessions, now }, transaction, {
          userId,
          reason: 'logout-all',
          from: { address, userAgent },
        }),
      )
      await revocations.revoke(ended)
      return noContent()
    },
  })

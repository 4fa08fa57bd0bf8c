// POST /v1/auth/logout: ends the session that the caller's token belongs to.
import type { Backbone } from '@eventflow/backbone'
import { SessionEnded } from '@eventflow/contracts'
import { type Audited, noContent, route } from '@eventflow/http'
import type { Clock } from '@eventflow/runtime'
import { ownAct } from '../own-act.js'
import type { Revocations } from '../revocations.js'
import type { SessionStore } from '../session-store.js'

interface LogoutParts {
  audited: Audited
  backbone: Backbone
  sessions: SessionStore
  revocations: Revocations
  now: Clock
}

export const logout = ({ audited, backbone, sessions, revocations, now }: LogoutParts) =>
  route({
    method: 'post',
    path: '/v1/auth/logout',
    summary: 'Ends this session; its access token stops working within a second.',
    tag: 'auth',
    who: 'user',
    answers: { 204: { description: 'The session has ended.' } },
    handle: async ({ caller: { userId, sessionId }, address: ip, userAgent }) => {
      await backbone.transact(async (transaction) => {
        const ended = await sessions.end(transaction, sessionId, now())
        if (!ended) return { events: [] }
        const word = audited.word(ownAct('session.ended', userId, ip), 'done')
        return { events: [SessionEnded({ userId, sessionId, reason: 'logout', ip, userAgent }), word] }
      })
      await revocations.revoke([sessionId])
      return noContent()
    },
  })

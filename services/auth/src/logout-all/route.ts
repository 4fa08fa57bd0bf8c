// POST /v1/auth/logout-all: ends every session of the caller, on every device.
import type { Backbone } from '@eventflow/backbone'
import { type Audited, noContent, route } from '@eventflow/http'
import type { Clock } from '@eventflow/runtime'
import { endSessions } from '../end-sessions.js'
import { ownAct } from '../own-act.js'
import type { Revocations } from '../revocations.js'
import type { SessionStore } from '../session-store.js'

interface LogoutAllParts {
  audited: Audited
  backbone: Backbone
  sessions: SessionStore
  revocations: Revocations
  now: Clock
}

export const logoutAll = ({ audited, backbone, sessions, revocations, now }: LogoutAllParts) =>
  route({
    method: 'post',
    path: '/v1/auth/logout-all',
    summary: 'Ends all sessions of the caller.',
    tag: 'auth',
    who: 'user',
    answers: { 204: { description: 'All sessions have ended.' } },
    handle: async ({ caller: { userId }, address, userAgent }) => {
      const ending = { userId, reason: 'logout-all', from: { address, userAgent } } as const
      const { ended } = await backbone.transact(async (transaction) => {
        const all = await endSessions({ sessions, now }, transaction, ending)
        const word = audited.word(ownAct('session.all-ended', userId, address), 'done')
        return { ...all, events: [...all.events, word] }
      })
      await revocations.revoke(ended)
      return noContent()
    },
  })

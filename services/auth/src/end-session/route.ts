// DELETE /v1/auth/sessions/{id}: ends one session of the caller, here or on another device.
import type { Backbone } from '@eventflow/backbone'
import { SessionEnded, uuid } from '@eventflow/contracts'
import { type Audited, NotFound, noContent, ownedBy, route } from '@eventflow/http'
import type { Clock } from '@eventflow/runtime'
import { ownAct } from '../own-act.js'
import type { Revocations } from '../revocations.js'
import type { SessionStore } from '../session-store.js'

interface EndSessionParts {
  audited: Audited
  backbone: Backbone
  sessions: SessionStore
  revocations: Revocations
  now: Clock
}

export const endSession = ({ audited, backbone, sessions, revocations, now }: EndSessionParts) =>
  route({
    method: 'delete',
    path: '/v1/auth/sessions/{id}',
    summary: 'Ends a session; its access token stops working within a second.',
    tag: 'auth',
    who: 'user',
    freshSignIn: ({ caller, params }) => params.id !== caller.sessionId,
    params: { id: uuid() },
    answers: { 204: { description: 'The session has ended.' } },
    refuses: [NotFound],
    handle: async ({ caller, params, address: ip, userAgent }) => {
      const session = ownedBy(caller, await sessions.byId(params.id), ({ accountId }) => accountId)
      await backbone.transact(async (transaction) => {
        const ended = await sessions.end(transaction, session.id, now())
        const facts = {
          userId: caller.userId,
          sessionId: session.id,
          reason: 'deleted',
          ip,
          userAgent,
        } as const
        const word = audited.word(ownAct('session.ended', caller.userId, ip), 'done')
        return { events: ended ? [SessionEnded(facts), word] : [] }
      })
      await revocations.revoke([session.id])
      return noContent()
    },
  })

// GET and DELETE /v1/users/{id}/sessions: where somebody is signed in, and an end to it, for admins.
import { listOf, record, SessionEnded, uuid } from '@eventflow/contracts'
import { type Audited, actorOf, NotFound, noContent, ok, route } from '@eventflow/http'
import type { Clock } from '@eventflow/runtime'
import { endSessions } from '../end-sessions.js'
import type { Revocations } from '../revocations.js'
import { shownSession } from '../session.js'
import { openSessionsAtMost, type SessionStore } from '../session-store.js'
import { sessionShape } from '../shapes.js'

interface SessionParts {
  sessions: SessionStore
  revocations: Revocations
  audited: Audited
  now: Clock
}

const path = '/v1/users/{id}/sessions'
const facts = { tag: 'users', who: 'admin' } as const

export const listSessionsOfAccount = ({ sessions }: Pick<SessionParts, 'sessions'>) =>
  route({
    ...facts,
    method: 'get',
    path,
    summary: 'The open sessions of a user, the one used last first.',
    params: { id: uuid() },
    answers: {
      200: {
        description: 'The sessions.',
        body: record({ items: listOf(sessionShape, openSessionsAtMost) }),
      },
    },
    handle: async ({ caller, params: { id } }) => {
      const open = await sessions.open(id)
      return ok({ items: open.map((session) => shownSession(session, caller.sessionId)) })
    },
  })

export const endSessionsOfAccount = ({ sessions, revocations, audited, now }: SessionParts) =>
  route({
    ...facts,
    method: 'delete',
    path,
    summary: 'Ends all sessions of a user; their access tokens stop working within a second.',
    freshSignIn: true,
    params: { id: uuid() },
    answers: { 204: { description: 'The user is signed in nowhere.' } },
    handle: async ({ caller, params: { id }, address, userAgent }) => {
      const act = { action: 'sessions.ended', target: `user:${id}`, actor: actorOf(caller), address }
      const ended = await audited.change(act, async (transaction) => {
        const from = { address, userAgent }
        const over = await endSessions({ sessions, now }, transaction, {
          userId: id,
          reason: 'deleted',
          from,
        })
        return { result: over.ended, events: over.events, after: { sessions: over.ended.length } }
      })
      await revocations.revoke(ended)
      return noContent()
    },
  })

export const endSessionOfAccount = ({ sessions, revocations, audited, now }: SessionParts) =>
  route({
    ...facts,
    method: 'delete',
    path: `${path}/{sessionId}`,
    summary: 'Ends one session of a user; its access token stops working within a second.',
    freshSignIn: true,
    params: { id: uuid(), sessionId: uuid() },
    answers: { 204: { description: 'The session has ended.' } },
    refuses: [NotFound],
    handle: async ({ caller, params: { id, sessionId }, address: ip, userAgent }) => {
      const session = await sessions.byId(sessionId)
      if (session?.accountId !== id) throw NotFound()
      const act = {
        action: 'session.ended',
        target: `session:${sessionId}`,
        actor: actorOf(caller),
        address: ip,
      }
      await audited.change(act, async (transaction) => {
        const ended = await sessions.end(transaction, sessionId, now())
        const word = { userId: id, sessionId, reason: 'deleted', ip, userAgent } as const
        return { result: ended, events: ended ? [SessionEnded(word)] : [] }
      })
      await revocations.revoke([sessionId])
      return noContent()
    },
  })

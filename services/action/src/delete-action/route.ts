// DELETE /v1/actions/{id}: takes an action away with its history, for everybody and for good.
import { uuid } from '@eventflow/contracts'
import { NotFound, noContent, PreconditionRequired, route, Stale } from '@eventflow/http'
import { type ActionParts, changeOwn } from '../change.js'

export const deleteAction = (parts: ActionParts) =>
  route({
    method: 'delete',
    path: '/v1/actions/{id}',
    summary: 'Takes an action away with its history; it cannot be taken back.',
    tag: 'action',
    who: 'user',
    params: { id: uuid() },
    answers: { 204: { description: 'It is gone.' } },
    refuses: [NotFound, Stale, PreconditionRequired],
    handle: async ({ caller, params: { id }, headers }) => {
      await changeOwn(parts, { caller, id, request: { act: 'delete' }, headers })
      return noContent()
    },
  })

// PATCH /v1/actions/{id}: a merge patch of what its owner has written, if it is still the one that was read.
import { uuid } from '@eventflow/contracts'
import { NotFound, ok, PreconditionRequired, route, Stale } from '@eventflow/http'
import { shownAction } from '../action.js'
import { type ActionParts, changeOwn } from '../change.js'
import { RecurrenceNeedsDueDate, TasksRepeatOnly } from '../errors.js'
import { actionChangeShape, actionShape, writtenOf } from '../shapes.js'

export const changeAction = (parts: ActionParts) =>
  route({
    method: 'patch',
    path: '/v1/actions/{id}',
    summary: 'Changes the fields that are named, leaves the others; null takes one away.',
    tag: 'action',
    who: 'user',
    params: { id: uuid() },
    body: actionChangeShape,
    bodyTypes: ['application/json', 'application/merge-patch+json'],
    example: { title: 'Write the second note', dueAt: '2026-12-01T12:00:00.000Z' },
    answers: { 200: { description: 'The action as it is now.', body: actionShape } },
    refuses: [NotFound, RecurrenceNeedsDueDate, TasksRepeatOnly, Stale, PreconditionRequired],
    handle: async ({ caller, params: { id }, body, headers }) => {
      const request = { act: 'change', to: writtenOf(body) } as const
      const action = await changeOwn(parts, { caller, id, request, headers })
      return ok(shownAction(action), { version: action.version })
    },
  })

// POST /v1/actions/{id}/complete: a task is done, or one time of a task that repeats; doing it again changes nothing.
import { instant, optional, record, uuid } from '@eventflow/contracts'
import { NotFound, ok, route, Stale } from '@eventflow/http'
import { shownAction } from '../action.js'
import { type ActionParts, changeOwn } from '../change.js'
import { ActionIsArchived, JournalNotCompletable, OccurrenceNotDue } from '../errors.js'
import { actionShape } from '../shapes.js'

export const completeAction = (parts: ActionParts) =>
  route({
    method: 'post',
    path: '/v1/actions/{id}/complete',
    summary:
      'Says that a task is done. One that repeats is then due the next time; `occurrence` says which was done.',
    tag: 'action',
    who: 'user',
    params: { id: uuid() },
    body: record({ occurrence: optional(instant()) }),
    answers: { 200: { description: 'The action as it is now.', body: actionShape } },
    refuses: [NotFound, JournalNotCompletable, ActionIsArchived, OccurrenceNotDue, Stale],
    handle: async ({ caller, params: { id }, body: { occurrence }, headers }) => {
      // Two calls that mean the same time are one completion if both name it; else the second is about the next time.
      const named = occurrence === undefined ? {} : { occurrence: new Date(occurrence) }
      const action = await changeOwn(parts, { caller, id, request: { act: 'complete', ...named }, headers })
      return ok(shownAction(action), { version: action.version })
    },
  })

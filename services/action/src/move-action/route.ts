// POST /v1/actions/{id}/reopen, archive and restore: what the table of transitions allows; doing it again changes nothing.
import { uuid } from '@eventflow/contracts'
import { NotFound, ok, route, Stale } from '@eventflow/http'
import { shownAction } from '../action.js'
import { type ActionParts, changeOwn } from '../change.js'
import type { Move } from '../decide.js'
import { ActionIsArchived } from '../errors.js'
import { actionShape } from '../shapes.js'

/** Completing is told which time is meant, and has a file of its own. */
type OtherMove = Exclude<Move, 'complete'>

const summaries: Record<OtherMove, string> = {
  reopen: 'Says that a completed task is to be done after all.',
  archive: 'Puts an action away; whoever could see it still can.',
  restore: 'Takes an archived action up again, as it was before.',
}

const refusals: Record<OtherMove, Array<typeof NotFound>> = {
  reopen: [ActionIsArchived],
  archive: [],
  restore: [],
}

const moveAction = (act: OtherMove) => (parts: ActionParts) =>
  route({
    method: 'post',
    path: `/v1/actions/{id}/${act}`,
    summary: `${summaries[act]} Done twice it is done once.`,
    tag: 'action',
    who: 'user',
    params: { id: uuid() },
    answers: { 200: { description: 'The action as it is now.', body: actionShape } },
    refuses: [NotFound, Stale, ...refusals[act]],
    handle: async ({ caller, params: { id }, headers }) => {
      const action = await changeOwn(parts, { caller, id, request: { act }, headers })
      return ok(shownAction(action), { version: action.version })
    },
  })

export const reopenAction = moveAction('reopen')
export const archiveAction = moveAction('archive')
export const restoreAction = moveAction('restore')

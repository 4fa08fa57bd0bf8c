// GET /v1/actions/{id}: one's own, and what others show to everybody.
import { uuid } from '@eventflow/contracts'
import { NotFound, ok, ownedBy, route } from '@eventflow/http'
import { shownAction } from '../action.js'
import type { ActionParts } from '../change.js'
import { actionShape } from '../shapes.js'

export const readAction = ({ actions }: Pick<ActionParts, 'actions'>) =>
  route({
    method: 'get',
    path: '/v1/actions/{id}',
    summary: "One of the caller's own actions, or one that is public.",
    tag: 'action',
    who: 'user',
    params: { id: uuid() },
    answers: { 200: { description: 'The action.', body: actionShape } },
    refuses: [NotFound],
    handle: async ({ caller, params: { id } }) => {
      const found = await actions.byId(id)
      const action = found?.visibility === 'public' ? found : ownedBy(caller, found, ({ ownerId }) => ownerId)
      return ok(shownAction(action), { version: action.version })
    },
  })

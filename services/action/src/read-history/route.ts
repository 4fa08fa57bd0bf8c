// GET /v1/actions/{id}/history: everything that happened to an action, its creation first; for its owner alone.
import { dictionaryOf, freeObject, instant, integer, record, text, uuid } from '@eventflow/contracts'
import { NotFound, ownedBy, pageQuery, pageShape, readPage, route } from '@eventflow/http'
import type { ActionParts } from '../change.js'

const entryShape = record({
  version: integer(1),
  type: text(40),
  at: instant(),
  by: uuid(),
  changes: dictionaryOf(text(40), freeObject(), 20),
})

export const readHistory = ({ actions, past, cursors }: Pick<ActionParts, 'actions' | 'past' | 'cursors'>) =>
  route({
    method: 'get',
    path: '/v1/actions/{id}/history',
    summary: 'What happened to an action, its creation first: which fields changed, from what to what.',
    tag: 'action',
    who: 'user',
    params: { id: uuid() },
    query: pageQuery,
    answers: { 200: { description: 'A page, oldest first.', body: pageShape(entryShape) } },
    refuses: [NotFound],
    handle: async ({ caller, params: { id }, query }) => {
      ownedBy(caller, await actions.byId(id), ({ ownerId }) => ownerId)
      return readPage({
        cursors,
        path: `/v1/actions/${id}/history`,
        filters: {},
        query,
        fetch: (seek) => past.history(id, seek),
        positionOf: ({ version }) => [version],
        show: (entry) => entry,
      })
    },
  })

// GET /v1/actions/{id}/completions: which times of a task that repeats are done; for its owner alone.
import { instant, integer, record, uuid } from '@eventflow/contracts'
import { NotFound, ownedBy, pageQuery, pageShape, readPage, route } from '@eventflow/http'
import type { ActionParts } from '../change.js'

const completionShape = record({ occurrence: instant(), completedAt: instant(), version: integer(1) })

export const readCompletions = ({
  actions,
  past,
  cursors,
}: Pick<ActionParts, 'actions' | 'past' | 'cursors'>) =>
  route({
    method: 'get',
    path: '/v1/actions/{id}/completions',
    summary: 'Which times of a task that repeats are done, the latest first.',
    tag: 'action',
    who: 'user',
    params: { id: uuid() },
    query: pageQuery,
    answers: { 200: { description: 'A page, the latest time first.', body: pageShape(completionShape) } },
    refuses: [NotFound],
    handle: async ({ caller, params: { id }, query }) => {
      ownedBy(caller, await actions.byId(id), ({ ownerId }) => ownerId)
      return readPage({
        ...{ cursors, path: `/v1/actions/${id}/completions`, filters: {}, query },
        fetch: (seek) => past.completions(id, seek),
        positionOf: ({ occurrence }) => [occurrence],
        show: (completion) => completion,
      })
    },
  })

// GET /v1/actions, /v1/tasks and /v1/journals: what the caller has written, newest first, by any of the filters together.
import { instant, optional, text } from '@eventflow/contracts'
import { pageQuery, pageShape, readPage, route } from '@eventflow/http'
import { type Action, shownAction } from '../action.js'
import type { Filters } from '../action-store.js'
import type { ActionParts } from '../change.js'
import { actionShape, kindField, statusField, tagField } from '../shapes.js'

type ListParts = Pick<ActionParts, 'actions' | 'cursors'>

const filters = {
  status: optional(statusField()),
  tag: optional(tagField()),
  dueBefore: optional(instant()),
  query: optional(text(200)),
}

const facts = {
  method: 'get',
  tag: 'action',
  who: 'user',
  answers: { 200: { description: 'A page, newest first.', body: pageShape(actionShape) } },
} as const

export const listActions = (parts: ListParts) =>
  route({
    ...facts,
    path: '/v1/actions',
    summary: "The caller's tasks and journals; `query` searches titles and bodies.",
    query: { kind: optional(kindField()), ...filters, ...pageQuery },
    handle: ({ caller: { userId }, query }) => page(parts, { path: '/v1/actions', userId, query }),
  })

/** The same with the kind in the address. */
const listOfKind = (kind: Action['kind']) => (parts: ListParts) =>
  route({
    ...facts,
    path: `/v1/${kind}s`,
    summary: `The caller's ${kind}s; \`query\` searches titles and bodies.`,
    query: { ...filters, ...pageQuery },
    handle: ({ caller: { userId }, query }) =>
      page(parts, { path: `/v1/${kind}s`, userId, query, always: { kind } }),
  })

export const listTasks = listOfKind('task')
export const listJournals = listOfKind('journal')

interface Asked {
  path: string
  userId: string
  query: Filters & { limit?: number; cursor?: string }
  /** What follows from the address and is not asked for beside it. */
  always?: Filters
}

function page(
  { actions, cursors }: ListParts,
  { path, userId, query: { limit, cursor, ...filters }, always }: Asked,
) {
  return readPage({
    cursors,
    path,
    owner: userId,
    filters: { ...filters },
    query: { ...(limit !== undefined && { limit }), ...(cursor !== undefined && { cursor }) },
    fetch: (seek) => actions.find(userId, { ...filters, ...always }, seek),
    positionOf: ({ id }) => [id],
    show: shownAction,
  })
}

// What may be done with an action and what follows: a table of transitions, and one pure function from a state and a request to facts.
import { isDeepStrictEqual } from 'node:util'
import { type Action, type Written, writtenFields } from './action.js'
import { ActionIsArchived, JournalNotCompletable } from './errors.js'

type Status = Action['status']
export type Move = 'complete' | 'reopen' | 'archive' | 'restore'

export type Request = { act: Move } | { act: 'change'; to: Partial<Written> } | { act: 'delete' }

/** One thing that happened to an action: it becomes a row of its history and an event, once each. */
export interface Fact {
  type: 'created' | 'updated' | 'completed' | 'reopened' | 'archived' | 'restored' | 'deleted'
  /** What is different from now on. */
  set: Partial<Action>
}

/** `same`: it is so already, and nothing happens. `before`: what it was when it was archived. */
type Target = Status | 'before' | 'same' | 'refused'

const transitions: Record<Move, Record<Status, Target>> = {
  complete: { open: 'completed', completed: 'same', archived: 'refused' },
  reopen: { open: 'same', completed: 'open', archived: 'refused' },
  archive: { open: 'archived', completed: 'archived', archived: 'same' },
  restore: { open: 'same', completed: 'same', archived: 'before' },
}

export function decide(action: Action, request: Request, now: Date): Fact[] {
  switch (request.act) {
    case 'change':
      return change(action, request.to)
    case 'delete':
      return [{ type: 'deleted', set: {} }]
    default:
      return move(action, request.act, now)
  }
}

function move(action: Action, act: Move, now: Date): Fact[] {
  if (act === 'complete' && action.kind === 'journal') throw JournalNotCompletable()
  const to = transitions[act][action.status]
  if (to === 'refused') throw ActionIsArchived()
  return to === 'same' ? [] : [factOf[act](action, now)]
}

const factOf: Record<Move, (action: Action, now: Date) => Fact> = {
  complete: (_, now) => ({ type: 'completed', set: { status: 'completed', completedAt: now } }),
  reopen: () => ({ type: 'reopened', set: { status: 'open', completedAt: null } }),
  archive: ({ status }) => ({
    type: 'archived',
    set: { status: 'archived', archivedFrom: status === 'completed' ? 'completed' : 'open' },
  }),
  restore: ({ archivedFrom }) => ({
    type: 'restored',
    set: { status: archivedFrom ?? 'open', archivedFrom: null },
  }),
}

/** A change that changes nothing is none: no new version, no event. */
function change(action: Action, to: Partial<Written>): Fact[] {
  const changed = writtenFields.filter(
    (field) => to[field] !== undefined && !isDeepStrictEqual(to[field], action[field]),
  )
  if (changed.length === 0) return []
  return [{ type: 'updated', set: Object.fromEntries(changed.map((field) => [field, to[field]])) }]
}

export const evolve = (action: Action, { set }: Fact, now: Date): Action => ({
  ...action,
  ...set,
  version: action.version + 1,
  updatedAt: now,
})

// What may be done with an action and what follows: a table of transitions, and one pure function from a state and a request to facts.
import { isDeepStrictEqual } from 'node:util'
import { type Action, isLate, shownAction, type Written, writtenFields } from './action.js'
import { ActionIsArchived, JournalNotCompletable } from './errors.js'
import { dueNext, isOver, type Named, recurring } from './recurrence.js'

type Status = Action['status']
export type Move = 'complete' | 'reopen' | 'archive' | 'restore'

export type Request = ({ act: Move } & Named) | { act: 'change'; to: Partial<Written> } | { act: 'delete' }

/** One thing that happened to an action: it becomes a row of its history and an event, once each. */
export interface Fact {
  type: 'created' | 'updated' | 'completed' | 'reopened' | 'archived' | 'restored' | 'deleted'
  /** What is different from now on. */
  set: Partial<Action>
  /** The time at which it was due that is done by it. */
  occurrence?: Date
  /** The time that is to be done after all. */
  undone?: Date
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
      return move(action, request, now)
  }
}

function move(action: Action, { act, ...named }: { act: Move } & Named, now: Date): Fact[] {
  if (act === 'complete' && action.kind === 'journal') throw JournalNotCompletable()
  const to = transitions[act][action.status]
  if (to === 'refused') throw ActionIsArchived()
  if (act === 'complete' && isOver(action, named)) return []
  if (to === 'same') return []
  return [factOf[act](action, to === 'before' ? (action.archivedFrom ?? 'open') : to, now)]
}

/** What comes with the status that the table leads to. */
const factOf: Record<Move, (action: Action, status: Status, now: Date) => Fact> = {
  complete,
  reopen,
  archive: ({ status: was }, status) => ({
    type: 'archived',
    set: { status, archivedFrom: was === 'archived' ? null : was },
  }),
  restore: (_, status) => ({ type: 'restored', set: { status, archivedFrom: null } }),
}

/** What repeats stays as it is and is due the next time, unless this was the last. */
function complete({ recurrence, dueAt }: Action, status: Status, completedAt: Date): Fact {
  const ended = { status, completedAt }
  if (!recurrence || !dueAt) return { type: 'completed', set: ended }
  const next = dueNext(recurrence, dueAt)
  const progress = { recurrence: { ...recurrence, done: recurrence.done + 1 } }
  return { type: 'completed', set: { ...progress, ...(next ? { dueAt: next } : ended) }, occurrence: dueAt }
}

/** Of what repeats only the last time can be taken back: all earlier ones have moved it on, and it is open. */
function reopen({ recurrence, dueAt }: Action, status: Status): Fact {
  const open = { status, completedAt: null }
  if (!recurrence || !dueAt) return { type: 'reopened', set: open }
  const set = { ...open, recurrence: { ...recurrence, done: Math.max(0, recurrence.done - 1) } }
  return { type: 'reopened', set, undone: dueAt }
}

/** A change that changes nothing is none: no new version, no event. */
function change(action: Action, to: Partial<Written>): Fact[] {
  const shown = shownAction(action)
  const changed = writtenFields.filter(
    (field) => to[field] !== undefined && !isDeepStrictEqual(to[field], shown[field]),
  )
  if (changed.length === 0) return []
  const { recurrence: _, ...set }: Partial<Written> = Object.fromEntries(
    changed.map((field) => [field, to[field]]),
  )
  if (!changed.includes('recurrence') && !changed.includes('dueAt')) return [{ type: 'updated', set }]
  const said = changed.includes('recurrence') ? (to.recurrence ?? null) : action.recurrence
  return [{ type: 'updated', set: { ...set, recurrence: recurring(said, { ...action, ...set }) } }]
}

export const evolve = (action: Action, { set }: Fact, now: Date): Action => ({
  ...action,
  ...set,
  ...(set.dueAt !== undefined && { dueTold: isLate(set.dueAt, now) }),
  version: action.version + 1,
  updatedAt: now,
})

// How a task repeats: what its owner said, and how far it has come.
import type { Action } from './action.js'
import { OccurrenceNotDue, RecurrenceNeedsDueDate, TasksRepeatOnly } from './errors.js'
import { nextOccurrence } from './recur/next-occurrence.js'
import { parseRule } from './recur/rule.js'

/** In the words of RFC 5545, on the wall clock of a time zone. */
export interface SaidRecurrence {
  rule: string
  timeZone: string
}

export interface Recurrence extends SaidRecurrence {
  /** When it was due first: what COUNT and the day of the month are counted from. */
  from: string
  /** How many times are done. */
  done: number
}

/** A new rule begins to count anew; a due date that was moved takes the times behind it along. */
export function recurring(
  said: SaidRecurrence | Recurrence | null,
  { kind, dueAt }: Pick<Action, 'kind' | 'dueAt'>,
): Recurrence | null {
  if (said === null) return null
  if (kind === 'journal') throw TasksRepeatOnly()
  if (!dueAt) throw RecurrenceNeedsDueDate()
  const { rule, timeZone } = said
  return { rule, timeZone, from: dueAt.toISOString(), done: 'done' in said ? said.done : 0 }
}

export const sayRecurrence = (recurrence: Recurrence | null): SaidRecurrence | null =>
  recurrence && { rule: recurrence.rule, timeZone: recurrence.timeZone }

/** When it is due after this time is done; undefined when this was the last. */
export function dueNext({ rule: text, timeZone, from, done }: Recurrence, dueAt: Date): Date | undefined {
  const rule = parseRule(text)
  if (rule.count !== undefined && done + 1 >= rule.count) return undefined
  return nextOccurrence({ rule, timeZone, from: new Date(from) }, dueAt)
}

/** Which time is meant: the one that is due, unless somebody names another. */
export interface Named {
  occurrence?: Date
  /** The named one was done already. */
  isDone?: boolean
}

/** Whether a completion is about a time that was done before: then there is nothing to do. */
export function isOver({ dueAt }: Pick<Action, 'dueAt'>, { occurrence, isDone = false }: Named): boolean {
  if (occurrence === undefined || occurrence.getTime() === dueAt?.getTime()) return false
  if (!isDone) throw OccurrenceNotDue()
  return true
}

// What the action service refuses, by code.
import { createError } from '@eventflow/runtime'

export const JournalNotCompletable = createError(
  'JOURNAL_NOT_COMPLETABLE',
  'A journal is written and never done: only tasks can be completed.',
  409,
)
export const ActionIsArchived = createError('ACTION_ARCHIVED', 'It is archived; restore it first.', 409)
export const OccurrenceNotDue = createError(
  'OCCURRENCE_NOT_DUE',
  'It is neither due at that time now, nor was that time completed before.',
  409,
)
export const RecurrenceNeedsDueDate = createError(
  'RECURRENCE_NEEDS_DUE_DATE',
  'What repeats has to be due for a first time.',
  422,
)
export const TasksRepeatOnly = createError('TASKS_REPEAT_ONLY', 'A journal does not repeat.', 422)
export const NoItems = createError('NO_ITEMS', 'An import is a list of 1 to 1,000 items.', 422)
export const TooManyItems = createError('TOO_MANY_ITEMS', 'An import has 1,000 items at the most.', 413)
export const ErasureUnderWay = createError(
  'ERASURE_UNDER_WAY',
  'The data of this account are being erased, or are gone.',
  409,
)

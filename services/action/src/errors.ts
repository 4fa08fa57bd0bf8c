// What the action service refuses, by code.
import { createError } from '@eventflow/runtime'

export const JournalNotCompletable = createError(
  'JOURNAL_NOT_COMPLETABLE',
  'A journal is written and never done: only tasks can be completed.',
  409,
)
export const ActionIsArchived = createError('ACTION_ARCHIVED', 'It is archived; restore it first.', 409)
export const ErasureUnderWay = createError(
  'ERASURE_UNDER_WAY',
  'The data of this account are being erased, or are gone.',
  409,
)

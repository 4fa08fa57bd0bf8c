// What a new action looks like, of which somebody has said at least the title.
import type { RecordOf } from '@eventflow/contracts'
import { type Action, isLate, unwritten } from '../action.js'
import { recurring } from '../recurrence.js'
import { type newActionFields, writtenOf } from '../shapes.js'

export type Said = RecordOf<typeof newActionFields> & Pick<Action, 'kind' | 'ownerId'>

export const newAction = ({ kind, ownerId, ...said }: Said, id: string, now: Date): Action => {
  const written = { ...unwritten, ...writtenOf(said), title: said.title }
  return {
    ...written,
    recurrence: recurring(written.recurrence, { kind, dueAt: written.dueAt }),
    dueTold: isLate(written.dueAt, now),
    id,
    ownerId,
    kind,
    status: 'open',
    archivedFrom: null,
    completedAt: null,
    version: 1,
    createdAt: now,
    updatedAt: now,
  }
}

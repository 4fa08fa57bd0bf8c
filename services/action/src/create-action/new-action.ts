// What a new action looks like, of which somebody has said at least the title.
import type { RecordOf } from '@eventflow/contracts'
import { type Action, unwritten } from '../action.js'
import { type newActionFields, writtenOf } from '../shapes.js'

export type Said = RecordOf<typeof newActionFields> & Pick<Action, 'kind' | 'ownerId'>

export const newAction = ({ kind, ownerId, ...said }: Said, id: string, now: Date): Action => ({
  ...unwritten,
  ...writtenOf(said),
  id,
  ownerId,
  kind,
  title: said.title,
  status: 'open',
  archivedFrom: null,
  completedAt: null,
  version: 1,
  createdAt: now,
  updatedAt: now,
})

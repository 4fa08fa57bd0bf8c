// A task or a journal as it is kept: its fields, how it begins, and what is shown of it.
import { type Recurrence, type SaidRecurrence, sayRecurrence } from './recurrence.js'

export const kinds = ['task', 'journal'] as const
export const statuses = ['open', 'completed', 'archived'] as const
export const visibilities = ['private', 'followers', 'public'] as const

type Status = (typeof statuses)[number]

export interface Action {
  id: string
  ownerId: string
  kind: (typeof kinds)[number]
  status: Status
  /** What an archived one goes back to when it is restored. */
  archivedFrom: Exclude<Status, 'archived'> | null
  title: string
  body: string | null
  tags: string[]
  dueAt: Date | null
  visibility: (typeof visibilities)[number]
  mood: string | null
  recurrence: Recurrence | null
  /** That it will be due before long was told, or it was so late that there was nothing to tell. */
  dueTold: boolean
  /** When it was completed; kept while it is archived, shown while it is completed. */
  completedAt: Date | null
  version: number
  createdAt: Date
  updatedAt: Date
}

/** What its owner writes; everything else follows from what is done with it. */
export const writtenFields = [
  'title',
  'body',
  'tags',
  'dueAt',
  'visibility',
  'mood',
  'recurrence',
] as const satisfies ReadonlyArray<keyof Action>

export type Written = Omit<Pick<Action, (typeof writtenFields)[number]>, 'recurrence'> & {
  recurrence: SaidRecurrence | null
}

/** Nobody sees what its owner did not show them. */
export const unwritten: Omit<Written, 'title'> = {
  body: null,
  tags: [],
  dueAt: null,
  visibility: 'private',
  mood: null,
  recurrence: null,
}

export const shownAction = ({
  archivedFrom: _,
  dueTold: __,
  completedAt,
  recurrence,
  ...action
}: Action) => ({
  ...action,
  recurrence: sayRecurrence(recurrence),
  completedAt: action.status === 'completed' ? completedAt : null,
})

/** Of what is late already nobody needs to be warned. */
export const isLate = (dueAt: Date | null, now: Date): boolean => dueAt !== null && dueAt <= now

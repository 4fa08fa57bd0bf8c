// The shapes of people and activities in answers.
import { instant, integer, listOf, nullable, oneOf, record, text, uuid } from '@eventflow/contracts'
import { pageShape } from '@eventflow/http'
import type { ActionState } from './action-store.js'
import { type ActivityFacts, verbs } from './activity-key.js'
import type { Person } from './person-store.js'

export const actorsAtMost = 3
export const objectsAtMost = 5
const linesAtMost = 5_000

const personFields = { id: uuid(), displayName: text(100), avatarUrl: nullable(text(500)) }
const objectShape = record({ id: uuid(), kind: oneOf('task', 'journal'), title: text(200) })

export const edgeShape = record({ ...personFields, since: instant() })

const groupShape = record({
  id: text(80),
  verb: oneOf(...verbs),
  actors: listOf(record(personFields), actorsAtMost),
  objects: listOf(objectShape, objectsAtMost),
  count: integer(1, linesAtMost),
  publishedAt: instant(),
})

export const feedShape = pageShape(groupShape, { unseen: integer(0, linesAtMost) })

export const activityShape = record({
  id: text(80),
  verb: oneOf(...verbs),
  actor: record(personFields),
  object: objectShape,
  publishedAt: instant(),
})

/** Somebody whose name has not arrived yet, or who is gone. */
export const nameless = (id: string): Person => ({ id, displayName: '', avatarUrl: null })

export const objectOf = ({ id, kind, title }: ActionState) => ({ id, kind, title })

export const timeOf = ({ at }: ActivityFacts): string => at.toISOString()

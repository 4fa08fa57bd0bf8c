// The shapes of activities on the way in and out.
import {
  freeObject,
  instant,
  integer,
  listOf,
  nullable,
  oneOf,
  optional,
  patterned,
  record,
  text,
  uuid,
} from '@eventflow/contracts'
import { typeShape } from './activity.js'
import type { StoredActivity } from './activity-store.js'

export const activityType = () => patterned(typeShape, 'a type such as PAGE_VIEW', 64)

const postedFields = {
  id: optional(uuid()),
  userId: optional(uuid()),
  type: activityType(),
  occurredAt: optional(instant()),
  properties: optional(freeObject()),
}

export const postedShape = record(postedFields)

/** One activity, or a batch of them. */
export const postShape = record({
  ...postedFields,
  type: optional(activityType()),
  activities: optional(listOf(postedShape, 1_000, 1)),
})

export const resultsShape = record({
  accepted: integer(0),
  duplicates: integer(0),
  rejected: integer(0),
  results: listOf(
    record({
      index: integer(0),
      id: nullable(uuid()),
      status: oneOf('accepted', 'duplicate', 'rejected'),
      code: optional(text(64)),
      pointer: optional(text(1_000, 0)),
    }),
    1_000,
  ),
})

export const activityShape = record({
  id: uuid(),
  userId: uuid(),
  type: activityType(),
  occurredAt: instant(),
  receivedAt: instant(),
  properties: freeObject(),
})

export const shownActivity = ({ id, userId, type, occurredAt, receivedAt, properties }: StoredActivity) => ({
  id,
  userId,
  type,
  occurredAt: occurredAt.toISOString(),
  receivedAt: receivedAt.toISOString(),
  properties,
})

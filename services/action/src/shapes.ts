// The shapes of actions in requests and answers.
import {
  type Fields,
  instant,
  integer,
  nullable,
  oneOf,
  optional,
  prose,
  type RecordOf,
  record,
  setOf,
  text,
  uuid,
} from '@eventflow/contracts'
import { kinds, statuses, visibilities, type Written } from './action.js'

export const kindField = () => oneOf(...kinds)
export const statusField = () => oneOf(...statuses)
export const tagField = () => text(40)

const written = {
  title: text(200),
  body: nullable(prose(20_000)),
  tags: setOf(tagField(), 20),
  dueAt: nullable(instant()),
  visibility: oneOf(...visibilities),
  mood: nullable(text(40)),
} satisfies Fields

/** What somebody says of a new one; null is the same as nothing. */
export const newActionFields = {
  title: written.title,
  body: optional(written.body),
  tags: optional(written.tags),
  dueAt: optional(written.dueAt),
  visibility: optional(written.visibility),
  mood: optional(written.mood),
} satisfies Fields

/** A merge patch: what is named is replaced, and null takes it away. */
export const actionChangeShape = record({ ...newActionFields, title: optional(written.title) })

export const actionShape = record({
  id: uuid(),
  ownerId: uuid(),
  kind: kindField(),
  status: statusField(),
  ...written,
  completedAt: nullable(instant()),
  version: integer(1),
  createdAt: instant(),
  updatedAt: instant(),
})

/** As it is kept: moments are moments, no more text. */
export function writtenOf({ dueAt, ...said }: Partial<RecordOf<typeof newActionFields>>): Partial<Written> {
  if (dueAt === undefined) return said
  return { ...said, dueAt: dueAt === null ? null : new Date(dueAt) }
}

// The shapes of actions in requests and answers.
import {
  type Field,
  type Fields,
  instant,
  integer,
  nullable,
  oneOf,
  optional,
  patterned,
  prose,
  type RecordOf,
  record,
  setOf,
  text,
  timeZone,
  uuid,
} from '@eventflow/contracts'
import { kinds, statuses, visibilities, type Written } from './action.js'
import { parseRule } from './recur/rule.js'

export const kindField = () => oneOf(...kinds)
export const statusField = () => oneOf(...statuses)
export const tagField = () => text(40)

const ruleField = (): Field<string> =>
  patterned(/^[A-Z]+=[A-Z0-9,]+(;[A-Z]+=[A-Z0-9,]+)*$/, 'a rule such as FREQ=WEEKLY;BYDAY=MO,TH', 200).custom(
    (value: string, { error }) => {
      try {
        parseRule(value)
        return value
      } catch (problem) {
        return error('any.custom', { error: problem })
      }
    },
  )

/** Outside of these years the calendar of a task is not what anybody means. */
const dueField = (): Field<string> =>
  instant().custom((value: string, { error }) =>
    /^(19[7-9]\d|2\d{3})/.test(value)
      ? value
      : error('any.custom', { error: new Error('it is from 1970 to 2999') }),
  )

const written = {
  title: text(200),
  body: nullable(prose(20_000)),
  tags: setOf(tagField(), 20),
  dueAt: nullable(dueField()),
  visibility: oneOf(...visibilities),
  mood: nullable(text(40)),
  recurrence: nullable(record({ rule: ruleField(), timeZone: timeZone() })),
} satisfies Fields

/** What somebody says of a new one; null is the same as nothing. */
export const newActionFields = {
  title: written.title,
  body: optional(written.body),
  tags: optional(written.tags),
  dueAt: optional(written.dueAt),
  visibility: optional(written.visibility),
  mood: optional(written.mood),
  recurrence: optional(written.recurrence),
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

// The shapes of profiles in requests and answers.
import {
  instant,
  integer,
  localeTag,
  nullable,
  patterned,
  prose,
  record,
  text,
  uuid,
} from '@eventflow/contracts'

export const handleField = () => patterned(/^[a-z0-9_]{3,30}$/, '3 to 30 of a-z, 0-9 and _', 30)

/** An area of the time zone database such as Europe/London; which of them exist is for the reader of the time to know. */
export const timeZoneField = () =>
  patterned(/^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+){0,2}$/, 'a time zone such as Europe/London', 64)

const publicFields = {
  userId: uuid(),
  displayName: text(100),
  handle: nullable(handleField()),
  bio: prose(1_000),
  avatarUrl: nullable(text(500)),
}

export const publicProfileShape = record(publicFields)

export const ownProfileShape = record({
  ...publicFields,
  locale: localeTag(),
  timeZone: timeZoneField(),
  version: integer(1),
  createdAt: instant(),
  updatedAt: instant(),
})

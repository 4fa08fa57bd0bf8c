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
  timeZone,
  uuid,
} from '@eventflow/contracts'

const handleField = () => patterned(/^[a-z0-9_]{3,30}$/, '3 to 30 of a-z, 0-9 and _', 30)

/** As somebody may write it: the case of letters means nothing. */
export const wishedHandleField = () => patterned(/^[A-Za-z0-9_]{3,30}$/, '3 to 30 of a-z, 0-9 and _', 30)

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
  timeZone: timeZone(),
  version: integer(1),
  createdAt: instant(),
  updatedAt: instant(),
})

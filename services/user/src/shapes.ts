// The shapes of profiles in requests and answers.
import {
  type Field,
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

const handleField = () => patterned(/^[a-z0-9_]{3,30}$/, '3 to 30 of a-z, 0-9 and _', 30)

/** As somebody may write it: the case of letters means nothing. */
export const wishedHandleField = () => patterned(/^[A-Za-z0-9_]{3,30}$/, '3 to 30 of a-z, 0-9 and _', 30)

/** An area of the time zone database, and one that exists. */
export const timeZoneField = (): Field<string> =>
  patterned(
    /^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+){0,2}$/,
    'a time zone such as Europe/London',
    64,
  ).custom((value: string, { error }) =>
    isTimeZone(value) ? value : error('any.custom', { error: new Error('there is no such time zone') }),
  )

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

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

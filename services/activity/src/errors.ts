// What the activity service refuses by names of its own.
import { createError } from '@eventflow/runtime'

export const InvalidActivity = createError('INVALID_ACTIVITY', 'The activity breaks a rule.', 422)
export const TooManyActivities = createError(
  'TOO_MANY_ACTIVITIES',
  'A batch has 1,000 activities at the most.',
  413,
)
export const NotHandedOver = createError(
  'NOT_HANDED_OVER',
  'The broker did not take the activities; post them again.',
  503,
)
export const Overloaded = createError('OVERLOADED', 'More activities wait than can be stored soon.', 429)
export const RangeTooLong = createError('RANGE_TOO_LONG', 'The time that is asked for is too long.', 422)
export const InvalidSchema = createError(
  'INVALID_SCHEMA',
  'The schema cannot be used to check properties.',
  422,
)
export const TypeNotSaved = createError(
  'TYPE_NOT_SAVED',
  'Somebody else has changed the type just now, or there are as many as there may be.',
  409,
)

// What the user service refuses, by code.
import { createError } from '@eventflow/runtime'

export const ProfileNotFound = createError('PROFILE_NOT_FOUND', 'There is no such profile.', 404)
export const HandleTaken = createError('HANDLE_TAKEN', 'Somebody else has this handle.', 409)
export const AvatarNotFound = createError('AVATAR_NOT_FOUND', 'There is no picture.', 404)
export const ExportNotFound = createError('EXPORT_NOT_FOUND', 'There is no such export.', 404)
export const ExportNotReady = createError(
  'EXPORT_NOT_READY',
  'Not every service has put its part there.',
  409,
)
export const TooManyExports = createError('TOO_MANY_EXPORTS', 'That were all exports of a day.', 429)
export const ErasureNotFound = createError('ERASURE_NOT_FOUND', 'There is no such erasure.', 404)
export const InvalidCredentials = createError('INVALID_CREDENTIALS', 'The password is wrong.', 401)
export const ErasureUnderWay = createError(
  'ERASURE_UNDER_WAY',
  'The data of this account are being erased, or are gone.',
  409,
)

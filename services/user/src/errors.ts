// What the user service refuses, by code.
import { createError } from '@eventflow/runtime'

export const ProfileNotFound = createError('PROFILE_NOT_FOUND', 'There is no such profile.', 404)
export const HandleTaken = createError('HANDLE_TAKEN', 'Somebody else has this handle.', 409)
export const AvatarNotFound = createError('AVATAR_NOT_FOUND', 'There is no picture.', 404)
export const ErasureUnderWay = createError(
  'ERASURE_UNDER_WAY',
  'The data of this account are being erased, or are gone.',
  409,
)

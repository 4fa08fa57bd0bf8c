// What the user service refuses, by code.
import { createError } from '@eventflow/runtime'

export const ProfileNotFound = createError('PROFILE_NOT_FOUND', 'There is no such profile.', 404)
export const HandleTaken = createError('HANDLE_TAKEN', 'Somebody else has this handle.', 409)

// Puts what this service keeps of a user where the copy is put together.
import { reaction } from '@eventflow/backbone'
import { UserDataExported, UserExportRequested } from '@eventflow/contracts'
import { storeCopy } from '@eventflow/runtime/storage'
import type { UserParts } from '../profile-routes.js'
import { personalDataOf } from './personal-data.js'

export const exportPersonalDataWhenUserExportRequested = (parts: UserParts) =>
  reaction(UserExportRequested, async ({ data: { userId, jobId } }) => {
    const of = { userId, jobId, service: 'user' }
    const stored = await storeCopy(parts.storage, of, await personalDataOf(parts, userId))
    return [UserDataExported({ ...of, ...stored })]
  })

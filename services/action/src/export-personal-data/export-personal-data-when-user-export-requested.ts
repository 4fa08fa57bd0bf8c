// Puts what this service keeps of a user where the copy is put together.
import { reaction } from '@eventflow/backbone'
import { UserDataExported, UserExportRequested } from '@eventflow/contracts'
import { type Storage, storeCopy } from '@eventflow/runtime/storage'
import type { ActionStore } from '../action-store.js'
import type { PastStore } from '../past-store.js'
import { personalDataOf } from './personal-data.js'

interface ExportingParts {
  actions: ActionStore
  past: PastStore
  storage: Storage
}

export const exportPersonalDataWhenUserExportRequested = ({ storage, ...kept }: ExportingParts) =>
  reaction(UserExportRequested, async ({ data: { userId, jobId } }) => {
    const of = { userId, jobId, service: 'action' }
    const stored = await storeCopy(storage, of, await personalDataOf(kept, userId))
    return [UserDataExported({ ...of, ...stored })]
  })

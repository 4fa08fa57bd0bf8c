// Puts what somebody has done, whom they follow and what lies in their feed where the copy of their data is put together.
import { type Backbone, repeatableReaction } from '@eventflow/backbone'
import { UserDataExported, UserExportRequested } from '@eventflow/contracts'
import { type Storage, storeCopy } from '@eventflow/runtime/storage'
import type { PersonalDataStore } from '../personal-data-store.js'

interface ExportingParts {
  personal: PersonalDataStore
  storage: Storage
  backbone: Pick<Backbone, 'publish'>
}

export const exportPersonalDataWhenUserExportRequested = ({ personal, storage, backbone }: ExportingParts) =>
  repeatableReaction(UserExportRequested, async ({ data: { userId, jobId } }) => {
    const of = { userId, jobId, service: 'feed' }
    // Said again for a message that comes again; whoever waits for it takes the first.
    await backbone.publish([
      UserDataExported({ ...of, ...(await storeCopy(storage, of, await personal.copyOf(userId))) }),
    ])
    return undefined
  })

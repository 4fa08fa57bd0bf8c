// Puts contact and mails of a user where the copy of their data is put together.
import { type Backbone, repeatableReaction } from '@eventflow/backbone'
import { UserDataExported, UserExportRequested } from '@eventflow/contracts'
import { type Storage, storeCopy } from '@eventflow/runtime/storage'
import type { PersonStore } from '../person-store.js'

interface ExportingParts {
  people: PersonStore
  storage: Storage
  backbone: Pick<Backbone, 'publish'>
}

export const exportPersonalDataWhenUserExportRequested = ({ people, storage, backbone }: ExportingParts) =>
  repeatableReaction(UserExportRequested, async ({ data: { userId, jobId } }) => {
    const of = { userId, jobId, service: 'notification' }
    const stored = await storeCopy(storage, of, await people.copyOf(userId))
    // Said again for a message that comes again; whoever waits for it takes the first.
    await backbone.publish([UserDataExported({ ...of, ...stored })])
    return undefined
  })

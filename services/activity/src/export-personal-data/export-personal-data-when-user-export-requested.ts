// Puts the activities of a user where the copy of their data is put together.
import { type Backbone, handingOutCopies, repeatableReaction } from '@eventflow/backbone'
import { UserDataExported, UserExportRequested } from '@eventflow/contracts'
import type { Storage } from '@eventflow/runtime/storage'
import type { PersonStore } from '../person-store.js'

interface ExportingParts {
  people: PersonStore
  storage: Storage
  backbone: Pick<Backbone, 'publish'>
}

export const exportPersonalDataWhenUserExportRequested = ({ people, ...parts }: ExportingParts) => {
  const handOut = handingOutCopies(parts)
  return repeatableReaction(UserExportRequested, ({ data: { userId, jobId } }) =>
    handOut({ userId, jobId, service: 'activity' }, people.copyOf(userId), UserDataExported),
  )
}

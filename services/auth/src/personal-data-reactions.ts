// What this service does when somebody wants a copy of their data, or to be forgotten.
import type { Reaction } from '@eventflow/backbone'
import type { Storage } from '@eventflow/runtime/storage'
import { erasePersonalDataWhenUserErasureRequested } from './erase-personal-data/erase-personal-data-when-user-erasure-requested.js'
import type { ErasedSessionStore } from './erased-session-store.js'
import { exportPersonalDataWhenUserExportRequested } from './export-personal-data/export-personal-data-when-user-export-requested.js'
import type { People } from './people.js'

interface PersonalDataParts extends People {
  erased: ErasedSessionStore
  storage: Storage
}

export const personalDataReactions = (parts: PersonalDataParts): Reaction[] => [
  exportPersonalDataWhenUserExportRequested({ ...parts, sessions: parts.erased }),
  erasePersonalDataWhenUserErasureRequested(parts),
]

// What this service does when somebody wants a copy of their data, or to be forgotten; and that it brings nobody back.
import { type Backbone, heedErasures, type Reaction } from '@eventflow/backbone'
import type { Storage } from '@eventflow/runtime/storage'
import { erasePersonalDataWhenUserErasureRequested } from './erase-personal-data/erase-personal-data-when-user-erasure-requested.js'
import { exportPersonalDataWhenUserExportRequested } from './export-personal-data/export-personal-data-when-user-export-requested.js'
import type { PersonStore } from './person-store.js'

interface PersonalDataParts {
  people: PersonStore
  storage: Storage
  backbone: Backbone
}

export const withPersonalData = (parts: PersonalDataParts, reactions: readonly Reaction[]): Reaction[] =>
  heedErasures(parts.people, [
    ...reactions,
    exportPersonalDataWhenUserExportRequested(parts),
    erasePersonalDataWhenUserErasureRequested(parts),
  ])

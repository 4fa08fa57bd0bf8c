// What the worker does when something happened elsewhere.
import { type Backbone, heedErasures, type Reaction } from '@eventflow/backbone'
import type { Storage } from '@eventflow/runtime/storage'
import { erasePersonalDataWhenUserErasureRequested } from './erase-personal-data/erase-personal-data-when-user-erasure-requested.js'
import { exportPersonalDataWhenUserExportRequested } from './export-personal-data/export-personal-data-when-user-export-requested.js'
import type { PersonStore } from './person-store.js'
import type { KeepActivities } from './store-activities/keep-activities.js'
import { storeActivitiesWhenActivityRecorded } from './store-activities/store-activities-when-activity-recorded.js'

interface WorkerParts {
  keep: KeepActivities
  people: PersonStore
  storage: Storage
  backbone: Backbone
  workedOff: (messages: number) => void
}

export const workerReactions = (parts: WorkerParts): Reaction[] =>
  heedErasures(parts.people, [
    storeActivitiesWhenActivityRecorded(parts),
    exportPersonalDataWhenUserExportRequested(parts),
    erasePersonalDataWhenUserErasureRequested(parts),
  ])

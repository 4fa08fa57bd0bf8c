// What the user service keeps in its database.
import type { Database } from '@eventflow/runtime/database'
import { choiceStore } from './choice-store.js'
import { jobStore } from './job-store.js'
import type { ChosenPreferences } from './preferences.js'
import { profileStore } from './profile-store.js'
import type { Settings } from './settings.js'

export const storesIn = (database: Database) => ({
  profiles: profileStore(database),
  preferences: choiceStore<ChosenPreferences>(database, 'preferences'),
  settings: choiceStore<Settings>(database, 'settings'),
  jobs: jobStore(database),
})

export type Stores = ReturnType<typeof storesIn>

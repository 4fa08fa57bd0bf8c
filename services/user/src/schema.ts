// What the database of this service consists of: its tables, and the migrations that made them.
import { backboneMigrations } from '@eventflow/backbone'
import type { Schema } from '@eventflow/runtime/database'
import { ChoiceRow, JobRow, ProfileRow } from './entities.js'
import { CreateProfiles1763700020000 } from './migrations/1763700020000-create-profiles.js'
import { CreateChoices1763700100310 } from './migrations/1763700100310-create-choices.js'
import { NameAvatars1763700100320 } from './migrations/1763700100320-name-avatars.js'
import { CreateJobs1763700100330 } from './migrations/1763700100330-create-jobs.js'

export const schema: Schema = {
  entities: [ProfileRow, ChoiceRow, JobRow],
  migrations: [
    ...backboneMigrations,
    CreateProfiles1763700020000,
    CreateChoices1763700100310,
    NameAvatars1763700100320,
    CreateJobs1763700100330,
  ],
}

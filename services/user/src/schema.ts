// What the database of this service consists of: its tables, and the migrations that made them.
import { backboneMigrations } from '@eventflow/backbone'
import type { Schema } from '@eventflow/runtime/database'
import { ProfileRow } from './entities.js'
import { CreateProfiles1763700020000 } from './migrations/1763700020000-create-profiles.js'

export const schema: Schema = {
  entities: [ProfileRow],
  migrations: [...backboneMigrations, CreateProfiles1763700020000],
}

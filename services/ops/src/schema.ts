// What the database of this service consists of: its tables, and the migrations that made them.
import { backboneMigrations } from '@eventflow/backbone'
import type { Schema } from '@eventflow/runtime/database'
import { DeadLetterRow, ReplayRow } from './entities.js'
import { CreateDeadLetters1763700030000 } from './migrations/1763700030000-create-dead-letters.js'
import { NamePeople1763700100350 } from './migrations/1763700100350-name-people.js'

export const schema: Schema = {
  entities: [DeadLetterRow, ReplayRow],
  migrations: [...backboneMigrations, CreateDeadLetters1763700030000, NamePeople1763700100350],
}

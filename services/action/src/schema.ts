// What the database of this service consists of: its tables, and the migrations that made them.
import { backboneMigrations } from '@eventflow/backbone'
import { idempotencyMigrations } from '@eventflow/http'
import type { Schema } from '@eventflow/runtime/database'
import { ActionRow, CompletionRow, HistoryRow, ImportedRow } from './entities.js'
import { CreateActions1763700200000 } from './migrations/1763700200000-create-actions.js'
import { RepeatTasks1763700200100 } from './migrations/1763700200100-repeat-tasks.js'
import { ImportActions1763700200200 } from './migrations/1763700200200-import-actions.js'

export const schema: Schema = {
  entities: [ActionRow, CompletionRow, HistoryRow, ImportedRow],
  migrations: [
    ...backboneMigrations,
    ...idempotencyMigrations,
    CreateActions1763700200000,
    RepeatTasks1763700200100,
    ImportActions1763700200200,
  ],
}

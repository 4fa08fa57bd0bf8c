// What the database of this service consists of: its tables, and the migrations that made them.
import { backboneMigrations } from '@eventflow/backbone'
import type { Schema } from '@eventflow/runtime/database'
import { AccountRow, RefreshTokenRow, SessionRow, SigningKeyRow } from './entities.js'
import { CreateAccounts1763700010000 } from './migrations/1763700010000-create-accounts.js'

export const schema: Schema = {
  entities: [AccountRow, SessionRow, RefreshTokenRow, SigningKeyRow],
  migrations: [...backboneMigrations, CreateAccounts1763700010000],
}

// What the database of this service consists of: its tables, and the migrations that made them.
import { backboneMigrations } from '@eventflow/backbone'
import type { Schema } from '@eventflow/runtime/database'
import {
  AccountRow,
  ClientRow,
  ClientTokenRow,
  MailedTokenRow,
  OtpRow,
  RecoveryCodeRow,
  RefreshTokenRow,
  SessionRow,
  SigningKeyRow,
} from './entities.js'
import { CreateAccounts1763700010000 } from './migrations/1763700010000-create-accounts.js'
import { CreateMailedTokens1763700100101 } from './migrations/1763700100101-create-mailed-tokens.js'
import { IndexKnownDevices1763700100102 } from './migrations/1763700100102-index-known-devices.js'
import { IndexWhatIsOver1763700100103 } from './migrations/1763700100103-index-what-is-over.js'
import { CreateOAuthClients1763700100200 } from './migrations/1763700100200-create-oauth-clients.js'
import { TimeSigningKeys1763700100201 } from './migrations/1763700100201-time-signing-keys.js'
import { CreateOneTimePasswords1763700100202 } from './migrations/1763700100202-create-one-time-passwords.js'
import { IndexAccounts1763700100203 } from './migrations/1763700100203-index-accounts.js'
import { MarkSecondFactor1763700100204 } from './migrations/1763700100204-mark-second-factor.js'
import { CreateErasedSessions1763700100340 } from './migrations/1763700100340-create-erased-sessions.js'

export const schema: Schema = {
  entities: [
    AccountRow,
    ClientRow,
    ClientTokenRow,
    MailedTokenRow,
    OtpRow,
    RecoveryCodeRow,
    RefreshTokenRow,
    SessionRow,
    SigningKeyRow,
  ],
  migrations: [
    ...backboneMigrations,
    CreateAccounts1763700010000,
    CreateMailedTokens1763700100101,
    IndexKnownDevices1763700100102,
    IndexWhatIsOver1763700100103,
    CreateOAuthClients1763700100200,
    TimeSigningKeys1763700100201,
    CreateOneTimePasswords1763700100202,
    IndexAccounts1763700100203,
    MarkSecondFactor1763700100204,
    CreateErasedSessions1763700100340,
  ],
}

// Settings of a PostgreSQL database, apart from the driver so that listing them loads nothing heavy.
import { addressSetting, integerSetting } from './settings.js'

export const databaseSettings = {
  url: addressSetting('DATABASE_URL', 'The PostgreSQL database of this service, with user and password.', {
    schemes: ['postgres', 'postgresql'],
  }),
  poolSize: integerSetting('DATABASE_POOL_SIZE', 'Connections to the database at the most.', {
    min: 2,
    max: 100,
    fallback: 10,
  }),
  statementTimeoutMs: integerSetting('DATABASE_STATEMENT_TIMEOUT_MS', 'How long one statement may run.', {
    min: 100,
    max: 600_000,
    fallback: 10_000,
  }),
}

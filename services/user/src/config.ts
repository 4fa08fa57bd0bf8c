// What the user service can be told from outside.
import { rabbitSettings } from '@eventflow/backbone'
import { cursorSettings, httpSettings, identitySettings } from '@eventflow/http'
import {
  baseSettings,
  databaseSettings,
  integerSetting,
  secretSetting,
  storageSettings,
} from '@eventflow/runtime'

export const settings = {
  ...baseSettings,
  http: httpSettings,
  identity: identitySettings,
  database: databaseSettings,
  rabbit: rabbitSettings,
  cursors: cursorSettings,
  storage: storageSettings,
  jobs: {
    exportKeepDays: integerSetting('EXPORT_KEEP_DAYS', "How long the copy of one's data can be fetched.", {
      min: 1,
      max: 90,
      fallback: 7,
    }),
    exportsPerDay: integerSetting('EXPORTS_PER_DAY', 'Copies that one user may have made in 24 hours.', {
      min: 1,
      max: 1_000,
      fallback: 5,
    }),
    overdueHours: integerSetting(
      'JOB_OVERDUE_HOURS',
      'A copy or an erasure that not all services have answered after this is overdue.',
      { min: 1, max: 720, fallback: 24 },
    ),
    erasureTokenKey: secretSetting(
      'ERASURE_TOKEN_KEY',
      'Key of the tokens by which erasures are followed (32 bytes, base64).',
    ),
  },
}

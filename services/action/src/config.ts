// What the action service can be told from outside.
import { rabbitSettings } from '@eventflow/backbone'
import { cursorSettings, httpSettings, identitySettings } from '@eventflow/http'
import {
  baseSettings,
  databaseSettings,
  integerSetting,
  redisSettings,
  storageSettings,
} from '@eventflow/runtime'

export const settings = {
  ...baseSettings,
  http: httpSettings,
  identity: identitySettings,
  database: databaseSettings,
  rabbit: rabbitSettings,
  redis: redisSettings,
  cursors: cursorSettings,
  storage: storageSettings,
  dueSoon: {
    aheadMinutes: integerSetting(
      'DUE_SOON_AHEAD_MINUTES',
      'How long before a task is due its owner is told of it.',
      { min: 1, max: 10_080, fallback: 60 },
    ),
    everyMs: integerSetting(
      'DUE_SOON_EVERY_MS',
      'How often it is looked for tasks that will be due before long.',
      { min: 50, max: 600_000, fallback: 10_000 },
    ),
  },
}

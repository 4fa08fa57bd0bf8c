// What the activity service can be told from outside.
import { rabbitSettings } from '@eventflow/backbone'
import { cursorSettings, httpSettings, identitySettings } from '@eventflow/http'
import {
  baseSettings,
  integerSetting,
  mongoSettings,
  redisSettings,
  storageSettings,
} from '@eventflow/runtime'

export const settings = {
  ...baseSettings,
  http: {
    ...httpSettings,
    // A thousand activities with as many properties as are allowed are more than is sensible in one body.
    bodyLimitBytes: integerSetting(
      'ACTIVITY_BODY_LIMIT_BYTES',
      'The largest batch of activities that is read.',
      {
        min: 1_024,
        max: 100_000_000,
        fallback: 5_000_000,
      },
    ),
  },
  identity: identitySettings,
  mongo: mongoSettings,
  redis: redisSettings,
  rabbit: rabbitSettings,
  cursors: cursorSettings,
  storage: storageSettings,
  keeping: {
    days: integerSetting('ACTIVITY_KEEP_DAYS', 'How long an activity is kept after it was received.', {
      min: 1,
      max: 36_500,
      fallback: 730,
    }),
    sweepMs: integerSetting('ACTIVITY_SWEEP_MS', 'How often is looked for activities that are too old.', {
      min: 100,
      max: 86_400_000,
      fallback: 600_000,
    }),
  },
}

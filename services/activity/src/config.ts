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
  backlog: {
    messages: integerSetting(
      'ACTIVITY_BACKLOG_MESSAGES',
      'Messages that may wait to be stored; posts are answered 429 while there are more.',
      { min: 10, max: 900_000, fallback: 50_000 },
    ),
    seconds: integerSetting(
      'ACTIVITY_BACKLOG_SECONDS',
      'How long storing what waits may take; posts are answered 429 while it would take longer.',
      { min: 1, max: 3_600, fallback: 60 },
    ),
  },
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

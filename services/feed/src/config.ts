// What the feed service can be told from outside.
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
  http: httpSettings,
  identity: identitySettings,
  mongo: mongoSettings,
  redis: redisSettings,
  rabbit: rabbitSettings,
  cursors: cursorSettings,
  storage: storageSettings,
  feed: {
    length: integerSetting('FEED_LENGTH', 'How many activities a feed goes back.', {
      min: 50,
      max: 5_000,
      fallback: 800,
    }),
    backFill: integerSetting(
      'FEED_BACK_FILL',
      'How many of the newest activities of somebody get into the feed of whoever begins to follow them.',
      { min: 0, max: 1_000, fallback: 200 },
    ),
  },
}

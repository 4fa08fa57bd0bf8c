// What the feed service can be told from outside.
import { queueSettings, rabbitSettings } from '@eventflow/backbone'
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
  fanout: queueSettings('fanout', { prefetch: 16, lanes: 4, batch: 1 }),
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
    idleDays: integerSetting(
      'FEED_IDLE_DAYS',
      'Who has not looked for so long is not written to; their feed is built when they look again.',
      { min: 1, max: 365, fallback: 14 },
    ),
    pullFrom: integerSetting(
      'FEED_PULL_FROM',
      'What somebody with so many followers does is not written into feeds, but read when these are looked at.',
      { min: 1, max: 10_000_000, fallback: 10_000 },
    ),
    pushBelow: integerSetting(
      'FEED_PUSH_BELOW',
      'Below so many followers it is written again; less than FEED_PULL_FROM.',
      { min: 0, max: 10_000_000, fallback: 8_000 },
    ),
    countSeconds: integerSetting(
      'FEED_COUNT_SECONDS',
      'How long the number of followers of an author is taken as known.',
      { min: 0, max: 86_400, fallback: 60 },
    ),
    daysBack: integerSetting(
      'FEED_DAYS_BACK',
      'For how long authors are still read who were not written into feeds.',
      { min: 1, max: 3_650, fallback: 90 },
    ),
  },
}

// What the notification service can be told from outside.
import { rabbitSettings } from '@eventflow/backbone'
import { cursorSettings, httpSettings, identitySettings } from '@eventflow/http'
import { baseSettings, mongoSettings, redisSettings, storageSettings } from '@eventflow/runtime'
import { announcementSettings } from './announce/announcing-settings.js'
import { sendingSettings } from './sending-settings.js'

export const settings = {
  ...baseSettings,
  http: httpSettings,
  identity: identitySettings,
  cursors: cursorSettings,
  mongo: mongoSettings,
  rabbit: rabbitSettings,
  redis: redisSettings,
  storage: storageSettings,
  announcements: announcementSettings,
  ...sendingSettings,
}

// What the action service can be told from outside.
import { rabbitSettings } from '@eventflow/backbone'
import { cursorSettings, httpSettings, identitySettings } from '@eventflow/http'
import { baseSettings, databaseSettings, storageSettings } from '@eventflow/runtime'

export const settings = {
  ...baseSettings,
  http: httpSettings,
  identity: identitySettings,
  database: databaseSettings,
  rabbit: rabbitSettings,
  cursors: cursorSettings,
  storage: storageSettings,
}

// The user service: keeps what people say about themselves, from the moment they register until they want to be forgotten.
import { openBackbone } from '@eventflow/backbone'
import { createApp, createCursors, createVerifier, listen, remoteKeys } from '@eventflow/http'
import { defineService, systemClock as now } from '@eventflow/runtime'
import { openDatabase } from '@eventflow/runtime/database'
import { openStorage } from '@eventflow/runtime/storage'
import { changeAvatar, removeAvatar } from './change-avatar/route.js'
import { changeProfile } from './change-profile/route.js'
import { readPreferences, replacePreferences } from './choose-preferences/route.js'
import { changeSettings, readSettings } from './choose-settings/route.js'
import { settings } from './config.js'
import { createProfileWhenUserRegistered } from './create-profile/create-profile-when-user-registered.js'
import { readAvatar } from './read-avatar/route.js'
import { readOwnProfile } from './read-own-profile/route.js'
import { readProfile } from './read-profile/route.js'
import { schema } from './schema.js'
import { searchProfiles } from './search-profiles/route.js'
import { storesIn } from './stores.js'

export const userService = defineService(
  'user',
  settings,
  async ({ config, logger, health, metrics, owns }) => {
    // Resources, closed in reverse order once the work in flight is done.
    const database = owns(await openDatabase(config.database, { ...schema, logger }))
    const backbone = owns(await openBackbone(config.rabbit, { service: 'user', database, logger, metrics }))
    const storage = owns(await openStorage(config.storage, { logger }))
    const verifyToken = createVerifier({
      ...config.identity,
      keyOf: remoteKeys(config.identity.authUrl, { logger }),
    })
    const people = { ...storesIn(database), backbone, storage, now }

    // What it does when asked.
    const cursors = createCursors(config.cursors.key)
    const routes = [
      ...[readOwnProfile(people), changeProfile(people), readProfile(people)],
      searchProfiles({ ...people, cursors }),
      ...[readPreferences(people), replacePreferences(people), readSettings(people), changeSettings(people)],
      ...[changeAvatar(people), removeAvatar(people), readAvatar(people)],
    ]

    // What it does when something happened elsewhere.
    await backbone.consume([createProfileWhenUserRegistered(people)])

    const parts = { name: 'user', routes, logger, health, metrics, verifyToken, backbone }
    owns(await listen(createApp({ ...parts, http: config.http }), config.http))
  },
)

// The user service: keeps what people say about themselves, from the moment they register.
import { openBackbone } from '@eventflow/backbone'
import { createApp, createCursors, createVerifier, listen, remoteKeys } from '@eventflow/http'
import { defineService, systemClock as now } from '@eventflow/runtime'
import { openDatabase } from '@eventflow/runtime/database'
import { changeProfile } from './change-profile/route.js'
import { settings } from './config.js'
import { createProfileWhenUserRegistered } from './create-profile/create-profile-when-user-registered.js'
import { profileStore } from './profile-store.js'
import { readOwnProfile } from './read-own-profile/route.js'
import { readProfile } from './read-profile/route.js'
import { schema } from './schema.js'
import { searchProfiles } from './search-profiles/route.js'

export const userService = defineService(
  'user',
  settings,
  async ({ config, logger, health, metrics, owns }) => {
    // Resources, closed in reverse order once the work in flight is done.
    const database = owns(await openDatabase(config.database, { ...schema, logger }))
    const backbone = owns(await openBackbone(config.rabbit, { service: 'user', database, logger, metrics }))
    const verifyToken = createVerifier({
      ...config.identity,
      keyOf: remoteKeys(config.identity.authUrl, { logger }),
    })
    const profiles = profileStore(database)

    // What it does when asked.
    const routes = [
      readOwnProfile({ profiles }),
      changeProfile({ backbone, profiles, now }),
      readProfile({ profiles }),
      searchProfiles({ profiles, cursors: createCursors(config.cursors.key) }),
    ]

    // What it does when something happened elsewhere.
    const reactions = [createProfileWhenUserRegistered({ profiles, now })]

    await backbone.consume(reactions)
    const parts = { name: 'user', routes, logger, health, metrics, verifyToken, backbone }
    owns(await listen(createApp({ ...parts, http: config.http }), config.http))
  },
)

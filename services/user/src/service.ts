// The user service: keeps what people say about themselves, from the moment they register until they want to be forgotten.
import { openBackbone } from '@eventflow/backbone'
import { createApp, createCursors, createVerifier, listen, remoteKeys } from '@eventflow/http'
import { defineService, systemClock as now } from '@eventflow/runtime'
import { openDatabase } from '@eventflow/runtime/database'
import { openStorage } from '@eventflow/runtime/storage'
import { settings } from './config.js'
import { createProfileWhenUserRegistered } from './create-profile/create-profile-when-user-registered.js'
import { dataRoutes } from './data-routes.js'
import { noteReceiptWhenUserDataErased } from './erase-account/note-receipt-when-user-data-erased.js'
import { erasePersonalDataWhenUserErasureRequested } from './erase-personal-data/erase-personal-data-when-user-erasure-requested.js'
import { notePartWhenUserDataExported } from './export-data/note-part-when-user-data-exported.js'
import { exportPersonalDataWhenUserExportRequested } from './export-personal-data/export-personal-data-when-user-export-requested.js'
import { jobMetrics } from './job-metrics.js'
import { profileRoutes } from './profile-routes.js'
import { schema } from './schema.js'
import { storesIn } from './stores.js'
import { tendJobs } from './tend-jobs.js'

export const userService = defineService(
  'user',
  settings,
  async ({ config, logger, health, metrics, owns }) => {
    // Resources, closed in reverse order once the work in flight is done.
    const storage = owns(await openStorage(config.storage, { logger }))
    const database = owns(await openDatabase(config.database, { ...schema, logger }))
    const backbone = owns(await openBackbone(config.rabbit, { service: 'user', database, logger, metrics }))
    const people = { ...storesIn(database), backbone, storage, now }
    owns(tendJobs({ ...people, logger, metrics: jobMetrics(metrics) }, config.jobs))

    // What it does when asked.
    const cursors = createCursors(config.cursors.key)
    const routes = [...profileRoutes(people, cursors), ...dataRoutes(people, config)]

    // What it does when something happened elsewhere.
    const reactions = [
      createProfileWhenUserRegistered(people),
      exportPersonalDataWhenUserExportRequested(people),
      notePartWhenUserDataExported(people),
      erasePersonalDataWhenUserErasureRequested(people),
      noteReceiptWhenUserDataErased(people),
    ]

    await backbone.consume(reactions)
    const keyOf = remoteKeys(config.identity.authUrl, { logger })
    const verifyToken = createVerifier({ ...config.identity, keyOf })
    const parts = { name: 'user', routes, logger, health, metrics, verifyToken, backbone }
    owns(await listen(createApp({ ...parts, http: config.http }), config.http))
  },
)

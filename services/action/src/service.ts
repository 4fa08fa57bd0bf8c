// The action service: keeps people's tasks and journals, and tells the others what happens to them.
import { openBackbone } from '@eventflow/backbone'
import { createApp, createCursors, createVerifier, idempotencyIn, listen, remoteKeys } from '@eventflow/http'
import { defineService, systemClock as now, unwatched } from '@eventflow/runtime'
import { openDatabase } from '@eventflow/runtime/database'
import { openRedis } from '@eventflow/runtime/redis'
import { revocationMarks } from '@eventflow/runtime/revocations'
import { openStorage } from '@eventflow/runtime/storage'
import { actionRoutes } from './action-routes.js'
import { actionStore } from './action-store.js'
import { settings } from './config.js'
import { erasePersonalDataWhenUserErasureRequested } from './erase-personal-data/erase-personal-data-when-user-erasure-requested.js'
import { exportPersonalDataWhenUserExportRequested } from './export-personal-data/export-personal-data-when-user-export-requested.js'
import { importStore } from './import-store.js'
import { pastStore } from './past-store.js'
import { schema } from './schema.js'
import { keepTellingDueSoon } from './tell-due-soon/keep-telling-due-soon.js'

export const actionService = defineService(
  'action',
  settings,
  async ({ config, logger, health, metrics, owns }) => {
    // Resources, closed in reverse order once the work in flight is done.
    const database = owns(await openDatabase(config.database, { ...schema, logger }))
    const backbone = owns(await openBackbone(config.rabbit, { service: 'action', database, logger, metrics }))
    const marks = revocationMarks(owns(unwatched(await openRedis(config.redis, { logger }))))
    const storage = owns(await openStorage(config.storage, { logger }))
    const kept = { actions: actionStore(database), past: pastStore(database), imports: importStore() }
    owns(keepTellingDueSoon({ ...kept, backbone, now, rules: config.dueSoon, logger }))

    // What it does when asked.
    const cursors = createCursors(config.cursors.key)
    const routes = actionRoutes({ ...kept, backbone, marks, cursors, now })

    // What it does when something happened elsewhere.
    const reactions = [
      exportPersonalDataWhenUserExportRequested({ ...kept, storage }),
      erasePersonalDataWhenUserErasureRequested(kept),
    ]

    await backbone.consume(reactions)
    const verifyToken = createVerifier({
      ...config.identity,
      keyOf: remoteKeys(config.identity.authUrl, { logger }),
    })
    const idempotency = idempotencyIn(database)
    const parts = { name: 'action', routes, logger, health, metrics, verifyToken, idempotency, backbone }
    owns(await listen(createApp({ ...parts, http: config.http }), config.http))
  },
)

// The ops service: keeps what failed for good until somebody decides about it, and tells operators how events fare.
import { openBackbone } from '@eventflow/backbone'
import { auditing, createApp, createCursors, createVerifier, listen, remoteKeys } from '@eventflow/http'
import { defineService, systemClock as now, unwatched } from '@eventflow/runtime'
import { openDatabase } from '@eventflow/runtime/database'
import { openStorage } from '@eventflow/runtime/storage'
import { brokerAt } from './broker.js'
import { compareContracts } from './compare-contracts/route.js'
import { settings } from './config.js'
import { erasePersonalDataWhenUserErasureRequested } from './erase-personal-data/erase-personal-data-when-user-erasure-requested.js'
import { exportPersonalDataWhenUserExportRequested } from './export-personal-data/export-personal-data-when-user-export-requested.js'
import { fleetOf } from './fleet.js'
import { letterRoutes } from './letter-routes.js'
import { openOffice } from './office.js'
import { personalLetterStore } from './personal-letter-store.js'
import { schema } from './schema.js'
import { traceStory } from './trace-story/route.js'
import { readOutboxes, readQueues, readServices } from './watch-platform/route.js'

export const opsService = defineService(
  'ops',
  settings,
  async ({ config, logger, health, metrics, owns }) => {
    // Resources, closed in reverse order once the work in flight is done.
    const database = owns(await openDatabase(config.database, { ...schema, logger }))
    const backbone = owns(await openBackbone(config.rabbit, { service: 'ops', database, logger, metrics }))
    const broker = brokerAt(config.monitoringUrl, config.rabbit.url)
    const office = owns(await openOffice(config, { database, broker, now, logger, metrics }))
    const storage = owns(unwatched(await openStorage(config.storage, { logger })))
    const fleet = fleetOf({ addresses: config.services, operations: backbone.operations, health })

    // What it does when asked.
    const keyOf = remoteKeys(config.identity.authUrl, { logger })
    const verifyToken = createVerifier({ ...config.identity, keyOf })
    const audited = auditing({ backbone, service: 'ops', now })
    const letterParts = { ...office, fleet, audited, cursors: createCursors(config.cursors.key), now, logger }
    const routes = [
      ...letterRoutes({ ...letterParts, inboxKeepDays: config.rabbit.keepDays }),
      traceStory({ ...office, fleet }),
      readServices({ fleet }),
      readQueues({ ...office, broker }),
      readOutboxes({ fleet }),
      compareContracts({ fleet }),
    ]

    // What it does when something happened elsewhere.
    const personal = personalLetterStore(database)
    const reactions = [
      exportPersonalDataWhenUserExportRequested({ personal, storage }),
      erasePersonalDataWhenUserErasureRequested({ personal }),
    ]

    await backbone.consume(reactions)
    const parts = { name: 'ops', routes, logger, health, metrics, verifyToken, backbone }
    owns(await listen(createApp({ ...parts, http: config.http }), config.http))
  },
)

// The ops service: keeps what failed for good until somebody decides about it, and tells operators how events fare.
import { openBackbone } from '@eventflow/backbone'
import { auditing, createApp, createCursors, createVerifier, listen, remoteKeys } from '@eventflow/http'
import { defineService, systemClock as now } from '@eventflow/runtime'
import { openDatabase } from '@eventflow/runtime/database'
import { brokerAt } from './broker.js'
import { compareContracts } from './compare-contracts/route.js'
import { settings } from './config.js'
import { discardDeadLetters } from './discard-dead-letters/route.js'
import { editDeadLetter } from './edit-dead-letter/route.js'
import { fleetOf } from './fleet.js'
import { groupDeadLetters, listDeadLetters, readDeadLetter } from './look-at-dead-letters/route.js'
import { openOffice } from './office.js'
import { rehearseDeadLetter } from './rehearse-dead-letter/route.js'
import { readReplay, replayDeadLetters } from './replay-dead-letters/route.js'
import { readHeldKeys, resumeHeldKey } from './resume-held-key/route.js'
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
    const fleet = fleetOf({ addresses: config.services, operations: backbone.operations, health })

    // What it does when asked.
    const keyOf = remoteKeys(config.identity.authUrl, { logger })
    const verifyToken = createVerifier({ ...config.identity, keyOf })
    const audited = auditing({ backbone, service: 'ops', now })
    const routes = [
      listDeadLetters({ ...office, cursors: createCursors(config.cursors.key) }),
      groupDeadLetters(office),
      readDeadLetter(office),
      editDeadLetter({ ...office, audited }),
      rehearseDeadLetter({ ...office, fleet, audited, logger }),
      replayDeadLetters({ ...office, audited, inboxKeepDays: config.rabbit.keepDays, now }),
      readReplay(office),
      discardDeadLetters({ ...office, audited }),
      readHeldKeys({ fleet }),
      resumeHeldKey({ fleet, audited, logger }),
      traceStory({ ...office, fleet }),
      readServices({ fleet }),
      readQueues({ ...office, broker }),
      readOutboxes({ fleet }),
      compareContracts({ fleet }),
    ]
    const parts = { name: 'ops', routes, logger, health, metrics, verifyToken, backbone }
    owns(await listen(createApp({ ...parts, http: config.http }), config.http))
  },
)

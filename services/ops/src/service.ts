// The ops service: keeps what failed for good until somebody decides about it, and tells operators how events fare.
import { openBackbone } from '@eventflow/backbone'
import { openDesk } from '@eventflow/backbone/desk'
import { createApp, createCursors, createVerifier, listen, remoteKeys } from '@eventflow/http'
import { defineService, systemClock as now } from '@eventflow/runtime'
import { openDatabase } from '@eventflow/runtime/database'
import { auditing } from './audit.js'
import { brokerAt } from './broker.js'
import { settings } from './config.js'
import { discardDeadLetters } from './discard-dead-letters/route.js'
import { editDeadLetter } from './edit-dead-letter/route.js'
import { groupDeadLetters } from './group-dead-letters/route.js'
import { letterStore } from './letter-store.js'
import { listDeadLetters } from './list-dead-letters/route.js'
import { parkDeadLetters } from './park-dead-letters/park-dead-letters.js'
import { readDeadLetter } from './read-dead-letter/route.js'
import { readReplay } from './read-replay/route.js'
import { startReplayWorker } from './replay-dead-letters/replay-worker.js'
import { replayDeadLetters } from './replay-dead-letters/route.js'
import { replayStore } from './replay-store.js'
import { schema } from './schema.js'

export const opsService = defineService(
  'ops',
  settings,
  async ({ config, logger, health, metrics, owns }) => {
    // Resources, closed in reverse order once the work in flight is done.
    const database = owns(await openDatabase(config.database, { ...schema, logger }))
    const backbone = owns(await openBackbone(config.rabbit, { service: 'ops', database, logger, metrics }))
    const [letters, replays] = [letterStore(database), replayStore(database)]
    const desk = owns(await openDesk(config.rabbit.url, { service: 'ops', logger, store: letters.keep }))
    const broker = brokerAt(config.monitoringUrl, config.rabbit.url)
    const worker = owns(startReplayWorker({ desk, replays, logger }))
    const { keepDays } = config.deadLetters
    const inboxKeepDays = config.rabbit.keepDays
    owns(parkDeadLetters({ desk, broker, letters, replays, keepDays, now, logger }))

    // What it does when asked.
    const verifyToken = createVerifier({
      ...config.identity,
      keyOf: remoteKeys(config.identity.authUrl, { logger }),
    })
    const audited = auditing({ backbone, now })
    const routes = [
      listDeadLetters({ letters, cursors: createCursors(config.cursors.key) }),
      groupDeadLetters({ letters }),
      readDeadLetter({ letters }),
      editDeadLetter({ letters, audited }),
      replayDeadLetters({ letters, replays, worker, audited, inboxKeepDays, now }),
      readReplay({ replays }),
      discardDeadLetters({ letters, audited }),
    ]

    const parts = { name: 'ops', routes, logger, health, metrics, verifyToken, backbone }
    owns(await listen(createApp({ ...parts, http: config.http }), config.http))
  },
)

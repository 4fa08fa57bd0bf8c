// The worker of the activity service: stores what comes in, as many activities at a time as are there, each once.
import { openBackbone } from '@eventflow/backbone'
import { createApp, listen } from '@eventflow/http'
import { defineService, systemClock as now, unwatched } from '@eventflow/runtime'
import { openMongo } from '@eventflow/runtime/mongo'
import { openRedis } from '@eventflow/runtime/redis'
import { openStorage } from '@eventflow/runtime/storage'
import { actsReactions } from './acts-reactions.js'
import { settings } from './config.js'
import { forgetOldActivities } from './forget-old-activities.js'
import { personStore } from './person-store.js'
import { schemas } from './schemas.js'
import { keepingActivities } from './store-activities/keep-activities.js'
import { countingIn } from './worked-off.js'
import { workerReactions } from './worker-reactions.js'

export const activityWorker = defineService(
  'activity-worker',
  settings,
  async ({ config, logger, health, metrics, owns }) => {
    // Resources, closed in reverse order once the work in flight is done.
    const mongo = owns(await openMongo(config.mongo, { logger, schemas }))
    const redis = owns(unwatched(await openRedis(config.redis, { logger })))
    const kept = { documents: [mongo.models.tombstones], needs: [mongo.dependency], marks: redis }
    const backbone = owns(
      await openBackbone(config.rabbit, { service: 'activity', ...kept, logger, metrics }),
    )
    const storage = owns(unwatched(await openStorage(config.storage, { logger })))
    owns(forgetOldActivities({ ...mongo, logger, now }, config.keeping))

    // What it does when something happened elsewhere.
    const people = personStore({ ...mongo, backbone, now })
    const keep = keepingActivities({ ...mongo, people })
    const parts = { keep, people, storage, backbone, workedOff: countingIn(redis) }
    await backbone.consume([...workerReactions(parts), ...actsReactions(parts)])

    // Probes and metrics, which every process has.
    const app = { name: 'activity-worker', routes: [], logger, health, metrics }
    owns(await listen(createApp({ ...app, http: config.http }), config.http))
  },
)

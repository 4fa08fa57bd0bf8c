// The activity service: takes what people did, keeps it once, and lets it be looked through.
import { openBackbone } from '@eventflow/backbone'
import { createApp, createCursors, createVerifier, listen, remoteKeys } from '@eventflow/http'
import { defineService, systemClock as now, unwatched } from '@eventflow/runtime'
import { openMongo } from '@eventflow/runtime/mongo'
import { openStorage } from '@eventflow/runtime/storage'
import { activityStore } from './activity-store.js'
import { settings } from './config.js'
import { listActivities } from './list-activities/route.js'
import { personStore } from './person-store.js'
import { readActivity } from './read-activity/route.js'
import { handingOver } from './record-activities/hand-over.js'
import { recordActivities } from './record-activities/route.js'
import { schemas } from './schemas.js'
import { keepingActivities } from './store-activities/keep-activities.js'
import { workerReactions } from './worker-reactions.js'

export const activityService = defineService(
  'activity',
  settings,
  async ({ config, logger, health, metrics, owns }) => {
    // Resources, closed in reverse order once the work in flight is done.
    const mongo = owns(await openMongo(config.mongo, { logger, schemas }))
    const kept = { documents: [mongo.models.tombstones], needs: [mongo.dependency] }
    const backbone = owns(
      await openBackbone(config.rabbit, { service: 'activity', ...kept, logger, metrics }),
    )
    const storage = owns(unwatched(await openStorage(config.storage, { logger })))
    const verifyToken = createVerifier({
      ...config.identity,
      keyOf: remoteKeys(config.identity.authUrl, { logger }),
    })

    // What it does when asked.
    const cursors = createCursors(config.cursors.key)
    const activities = activityStore({ ...mongo, keepDays: config.keepDays, now })
    const handOver = handingOver({ backbone })
    const routes = [
      recordActivities({ handOver, now }),
      listActivities({ activities, cursors }),
      readActivity({ activities }),
    ]

    // What it does when something happened elsewhere.
    const people = personStore({ ...mongo, backbone, now })
    const keep = keepingActivities({ ...mongo, people })
    await backbone.consume(workerReactions({ keep, people, storage, backbone }))
    const parts = { name: 'activity', routes, logger, health, metrics, verifyToken, backbone }
    owns(await listen(createApp({ ...parts, http: config.http }), config.http))
  },
)

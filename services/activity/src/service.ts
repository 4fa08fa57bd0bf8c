// The activity service: takes what people did, keeps it once, and lets it be looked through.
import { openBackbone } from '@eventflow/backbone'
import { createApp, createCursors, createVerifier, listen, remoteKeys } from '@eventflow/http'
import { defineService, systemClock as now, unwatched } from '@eventflow/runtime'
import { openMongo } from '@eventflow/runtime/mongo'
import { openRedis } from '@eventflow/runtime/redis'
import { activityStore } from './activity-store.js'
import { settings } from './config.js'
import { countActivities } from './count-activities/route.js'
import { knowTypes } from './define-types/known-types.js'
import { describeType, forgetType, listTypes, readType } from './define-types/route.js'
import { typeStore } from './define-types/type-store.js'
import { listActivities } from './list-activities/route.js'
import { readActivity } from './read-activity/route.js'
import { admission } from './record-activities/admission.js'
import { handingOver } from './record-activities/hand-over.js'
import { postedIdsIn } from './record-activities/posted-ids.js'
import { recordActivities } from './record-activities/route.js'
import { schemas } from './schemas.js'
import { countIn } from './worked-off.js'

export const activityService = defineService(
  'activity',
  settings,
  async ({ config, logger, health, metrics, owns }) => {
    // Resources, closed in reverse order once the work in flight is done. What is taken here is stored by the worker.
    const mongo = owns(await openMongo(config.mongo, { logger, schemas }))
    const redis = owns(unwatched(await openRedis(config.redis, { logger })))
    const broker = { service: 'activity', marks: redis, logger, metrics }
    const backbone = owns(await openBackbone(config.rabbit, broker))
    const keyOf = remoteKeys(config.identity.authUrl, { logger })
    const verifyToken = createVerifier({ ...config.identity, keyOf })

    // What it does when asked.
    const cursors = createCursors(config.cursors.key)
    const activities = activityStore({ ...mongo, keepDays: config.keeping.days, now })
    const handOver = handingOver({ backbone, logger })
    const watched = { backbone, workedOff: countIn(redis), logger, now }
    const postedIds = postedIdsIn(redis)
    const types = typeStore(mongo)
    const known = owns(await knowTypes({ types, logger }))
    const routes = [
      recordActivities({ handOver, admission: admission(watched, config.backlog), postedIds, known, now }),
      listActivities({ activities, cursors }),
      readActivity({ activities }),
      countActivities({ activities, now }),
      ...[listTypes({ types }), readType({ types })],
      ...[describeType({ types, known, now }), forgetType({ types, known })],
    ]
    const parts = { name: 'activity', routes, logger, health, metrics, verifyToken, backbone }
    owns(await listen(createApp({ ...parts, http: config.http }), config.http))
  },
)

// The feed service: knows who follows whom, and shows everybody what the people they follow have done.
import { openBackbone } from '@eventflow/backbone'
import { createApp, createCursors, createVerifier, listen, remoteKeys } from '@eventflow/http'
import { defineService, unwatched } from '@eventflow/runtime'
import { openMongo } from '@eventflow/runtime/mongo'
import { openRedis } from '@eventflow/runtime/redis'
import { openStorage } from '@eventflow/runtime/storage'
import { settings } from './config.js'
import { waitingForChunks } from './fan-out/waiting-for-chunks.js'
import { reactionsOf } from './feed-reactions.js'
import { routesOf } from './feed-routes.js'
import { openTrust } from './keep/trust.js'
import { schemas } from './schemas.js'
import { storesOf } from './stores.js'

export const feedService = defineService(
  'feed',
  settings,
  async ({ config, logger, health, metrics, owns }) => {
    // Resources, closed in reverse order once the work in flight is done.
    const mongo = owns(await openMongo(config.mongo, { logger, schemas }))
    const redis = owns(unwatched(await openRedis(config.redis, { logger })))
    const storage = owns(unwatched(await openStorage(config.storage, { logger })))
    const documents = [mongo.models.pairs, mongo.models.tombstones]
    const kept = { documents, marks: redis, needs: [mongo.dependency], queues: { fanout: config.fanout } }
    const backbone = owns(await openBackbone(config.rabbit, { service: 'feed', ...kept, logger, metrics }))
    const trust = owns(openTrust({ ...mongo, logger }))
    const stores = storesOf({ ...mongo, backbone, redis, trust, metrics }, config.feed)

    // What it does when asked.
    const cursors = createCursors(config.cursors.key)
    const routes = routesOf({ ...stores, cursors })

    // What it does when something happened elsewhere.
    await backbone.consume(reactionsOf({ ...stores, storage }))

    const keyOf = remoteKeys(config.identity.authUrl, { logger })
    const verifyToken = createVerifier({ ...config.identity, keyOf })
    const parts = {
      name: 'feed',
      routes,
      logger,
      health,
      metrics,
      verifyToken,
      backbone: waitingForChunks(backbone, stores),
    }
    owns(await listen(createApp({ ...parts, http: config.http }), config.http))
  },
)

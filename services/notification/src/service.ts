// The notification service: knows where people can be written to, and sends each mail that an event makes us owe them.
import { openBackbone } from '@eventflow/backbone'
import { createApp, createCursors, createVerifier, listen, remoteKeys } from '@eventflow/http'
import { defineService, systemClock as now, unwatched } from '@eventflow/runtime'
import { openMongo } from '@eventflow/runtime/mongo'
import { openRedis } from '@eventflow/runtime/redis'
import { openStorage } from '@eventflow/runtime/storage'
import { accountReactions } from './account-reactions.js'
import { announcingReactions } from './announcing-reactions.js'
import { settings } from './config.js'
import { openDeciding } from './decide/deciding.js'
import { inboxRoutes } from './inbox-routes.js'
import { personStore } from './person-store.js'
import { withPersonalData } from './personal-data-reactions.js'
import { refusingErased } from './refuse-erased.js'
import { carryingEvents, schemas } from './schemas.js'
import { openSending } from './send-deliveries/sending.js'
import { sendingRoutes } from './sending-routes.js'

export const notificationService = defineService(
  'notification',
  settings,
  async ({ config, logger, health, metrics, owns }) => {
    // Resources, closed in reverse order once the work in flight is done.
    const mongo = owns(await openMongo(config.mongo, { logger, schemas }))
    const marks = owns(unwatched(await openRedis(config.redis, { logger })))
    const documents = carryingEvents(mongo.models)
    const kept = { service: 'notification', documents, needs: [mongo.dependency], marks }
    const backbone = owns(await openBackbone(config.rabbit, { ...kept, logger, metrics }))
    const storage = owns(unwatched(await openStorage(config.storage, { logger })))
    const people = personStore({ ...mongo, backbone, now })
    const deciding = owns(openDeciding(config, { ...mongo, backbone, erased: people, logger, metrics }))
    const sending = owns(openSending(config, { ...mongo, deciding, logger, metrics }))

    // What it does when asked.
    const cursors = createCursors(config.cursors.key)
    const asked = { ...sending, refuseErased: refusingErased({ people }), cursors, now }
    const routes = [...sendingRoutes(asked), ...inboxRoutes({ ...mongo, ...deciding, cursors, now })]

    // What it does when something happened elsewhere.
    const reactions = [...accountReactions(sending), ...announcingReactions(deciding)]

    await backbone.consume(withPersonalData({ people, storage, backbone }, reactions))
    const keyOf = remoteKeys(config.identity.authUrl, { logger })
    const verifyToken = createVerifier({ ...config.identity, keyOf })
    const parts = { name: 'notification', routes, logger, health, metrics, verifyToken }
    owns(await listen(createApp({ ...parts, backbone: deciding.reads, http: config.http }), config.http))
  },
)

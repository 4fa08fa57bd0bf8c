import { randomBytes } from 'node:crypto'
import { type Backbone, openBackbone, rabbitSettings } from '@eventflow/backbone'
import { createLogger, createSealer, readSettings } from '@eventflow/runtime'
import { type Documents, openMongo } from '@eventflow/runtime/mongo'
import { collectEvents, stackAddresses, testClock, throwAwayBroker } from '@eventflow/testing'
import { Registry } from 'prom-client'
import { carryingEvents, schemas } from './schemas.js'

const logger = createLogger('notification', 'silent')

/** A database and a broker that are thrown away, and a clock that stands still. */
export async function storesUnderTest() {
  const clock = testClock()
  const sealingKey = randomBytes(32)
  const broker = await throwAwayBroker()
  const address = new URL(stackAddresses().mongoUrl)
  address.pathname = `/test_notification_${randomBytes(5).toString('hex')}`
  const documents: Documents<typeof schemas> = await openMongo({ url: address.href }, { logger, schemas })
  const { models } = documents
  const config = readSettings(rabbitSettings, {
    RABBITMQ_URL: broker.urlFor('notification'),
    SEALING_KEY: sealingKey.toString('base64'),
    OUTBOX_POLL_MS: '50',
  })
  const backbone: Backbone = await openBackbone(config, {
    ...{ service: 'notification', logger, metrics: new Registry() },
    documents: carryingEvents(models),
  })
  const seen = await collectEvents(broker.adminUrl, ['notification'])
  return {
    ...{ models, backbone, clock, now: clock.now, sealer: createSealer([sealingKey]), seen: seen.seen },
    close: async () => {
      await seen.close()
      await backbone.close()
      await models.deliveries.db.dropDatabase()
      await documents.close()
      await broker.drop()
    },
  }
}

// A platform small enough to measure the backbone by: a desk sends parcels, a depot takes them.
import {
  type Backbone,
  backboneMigrations,
  definitionsOf,
  openBackbone,
  type Platform,
  permissionsOf,
  rabbitSettings,
} from '@eventflow/backbone'
import { defineEvent, integer, prose, uuid } from '@eventflow/contracts'
import { createLogger, databaseSettings, type Environment, readSettings } from '@eventflow/runtime'
import { type Database, openDatabase } from '@eventflow/runtime/database'
import { Registry } from 'prom-client'
import { parcelOf } from './parcel.js'

export const ParcelSent = defineEvent({
  type: 'parcel.sent',
  version: 1,
  producer: 'desk',
  key: 'parcelId',
  schema: { parcelId: uuid(), number: integer(0), note: prose(2_000) },
  examples: [parcelOf(1)],
})

const platform: Platform = {
  services: ['desk', 'depot'],
  contracts: [ParcelSent],
  consumers: [{ queue: 'depot', service: 'depot', contracts: [ParcelSent] }],
}

export const parcelTopology = () => ({
  definitions: definitionsOf(platform),
  permissions: Object.fromEntries(
    platform.services.map((service) => [service, permissionsOf(service, platform)]),
  ),
})

/** As many as the limits beside it use. */
export const connections = 16

const settings = { database: databaseSettings, rabbit: rabbitSettings }

interface ParcelPlan {
  service: 'desk' | 'depot'
  /** Where its database and its broker are, and what differs from the usual. */
  values: Environment
  /** A statement that makes what its own rows stand in. */
  table?: string
  /** Puts something around the database that the backbone is given. */
  around?: (database: Database) => Database
}

interface ParcelService {
  backbone: Backbone
  database: Database
  close(): Promise<void>
}

/** A service of nothing but a backbone, with the log and the metrics of a real one. */
export async function openParcelService(plan: ParcelPlan): Promise<ParcelService> {
  const { service, values, table, around = (database) => database } = plan
  const config = readSettings(settings, {
    // The relay and the reading of the clock have a connection each, besides those that work.
    DATABASE_POOL_SIZE: String(connections + 2),
    RABBITMQ_LANES: String(connections),
    RABBITMQ_PREFETCH: '300',
    ...values,
  })
  const logger = createLogger(service, 'info')
  const database = await openDatabase(config.database, {
    entities: [],
    migrations: backboneMigrations,
    logger,
  })
  if (table) await database.reader.query(table)
  const backbone = await openBackbone(config.rabbit, {
    service,
    database: around(database),
    logger,
    metrics: new Registry(),
    consumers: { [ParcelSent.type]: ['depot'] },
  })
  return {
    backbone,
    database,
    close: async () => {
      await backbone.close()
      await database.close()
    },
  }
}

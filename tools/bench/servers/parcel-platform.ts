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

interface BackbonePlan {
  service: 'desk' | 'depot'
  /** Where its broker is, and what differs from the usual. */
  values: Environment
  database?: Database
}

/** With the log, the metrics and the settings of a real service. */
export function openParcelBackbone({ service, values, database }: BackbonePlan): Promise<Backbone> {
  return openBackbone(readSettings(rabbitSettings, values), {
    service,
    ...(database && { database }),
    logger: createLogger(service, 'info'),
    metrics: new Registry(),
    consumers: { [ParcelSent.type]: ['depot'] },
  })
}

interface ServicePlan extends Pick<BackbonePlan, 'service' | 'values'> {
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

/** A service of nothing but a database and a backbone. */
export async function openParcelService(plan: ServicePlan): Promise<ParcelService> {
  const { service, values, table, around = (database) => database } = plan
  const config = readSettings(databaseSettings, {
    // The relay and the looking after have a connection each, besides those that work.
    DATABASE_POOL_SIZE: String(connections + 2),
    ...values,
  })
  const logger = createLogger(service, 'info')
  const database = await openDatabase(config, { entities: [], migrations: backboneMigrations, logger })
  if (table) await database.reader.query(table)
  const backbone = await openParcelBackbone({ service, values, database: around(database) })
  return {
    backbone,
    database,
    close: async () => {
      await backbone.close()
      await database.close()
    },
  }
}

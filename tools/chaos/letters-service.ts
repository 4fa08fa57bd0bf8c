// What the two processes of messaging chaos have in common: a database, a backbone, and nothing else.
import { type Backbone, backboneMigrations, openBackbone, rabbitSettings } from '@eventflow/backbone'
import { baseSettings, databaseSettings, defineService, type Resource } from '@eventflow/runtime'
import { type Database, openDatabase } from '@eventflow/runtime/database'
import { letterConsumers } from './letters.js'

const settings = { ...baseSettings, database: databaseSettings, rabbit: rabbitSettings }

export const lettersService = (
  name: string,
  begin: (parts: { database: Database; backbone: Backbone }) => Promise<Resource | undefined>,
) =>
  defineService(name, settings, async ({ config, logger, metrics, owns }) => {
    const database = owns(
      await openDatabase(config.database, { entities: [], migrations: backboneMigrations, logger }),
    )
    const parts = { service: name, database, logger, metrics, consumers: letterConsumers }
    const backbone = owns(await openBackbone(config.rabbit, parts))
    const begun = await begin({ database, backbone })
    if (begun) owns(begun)
  })

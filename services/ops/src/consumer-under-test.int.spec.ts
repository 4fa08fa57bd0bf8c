// A service of the real backbone that a spec can make fail: stands in for whichever one a dead letter comes from.
import { backboneMigrations, openBackbone, permanent, rabbitSettings, reaction } from '@eventflow/backbone'
import { SettingsUpdated, UserDisabled, UserRegistered } from '@eventflow/contracts'
import {
  createApp,
  createVerifier,
  httpSettings,
  identitySettings,
  listen,
  remoteKeys,
} from '@eventflow/http'
import { baseSettings, databaseSettings, defineService } from '@eventflow/runtime'
import { type Database, openDatabase } from '@eventflow/runtime/database'

const settings = {
  ...baseSettings,
  http: httpSettings,
  identity: identitySettings,
  database: databaseSettings,
  rabbit: rabbitSettings,
}

export interface ConsumerUnderTest {
  service: ReturnType<typeof consumerService>
  /** How often it has welcomed this user. */
  welcomed(userId: string): Promise<number>
  /** Names whose registration it parks, and ids of users whose end makes what follows wait. */
  refused: Set<string>
}

/** Nothing in its table is unique, so that a message handled twice leaves two rows. */
const table = 'create table if not exists welcomed (user_id text not null)'

const consumerService = (refused: Set<string>, opened: (database: Database) => void) =>
  defineService('user', settings, async ({ config, logger, health, metrics, owns }) => {
    const parts = { entities: [], migrations: backboneMigrations, logger }
    const database = owns(await openDatabase(config.database, parts))
    await database.reader.query(table)
    opened(database)
    const backbone = owns(await openBackbone(config.rabbit, { service: 'user', database, logger, metrics }))
    const welcome = reaction(UserRegistered, async ({ data: { userId, name }, transaction }) => {
      if (refused.has(name)) throw permanent(`the name "${name}" of ${userId} cannot be borne`)
      await transaction.query('insert into welcomed (user_id) values ($1)', [userId])
      return [SettingsUpdated({ ...SettingsUpdated.examples[0], userId, version: 1, fields: [] })]
    })
    const farewell = reaction(
      UserDisabled,
      async ({ data: { userId } }) => {
        if (refused.has(userId)) throw permanent(`${userId} cannot be let go`)
        return []
      },
      { inOrder: true },
    )
    await backbone.consume([welcome, farewell])
    const keyOf = remoteKeys(config.identity.authUrl, { logger })
    const verifyToken = createVerifier({ ...config.identity, keyOf })
    const app = {
      name: 'user',
      routes: [],
      logger,
      health,
      metrics,
      verifyToken,
      backbone,
      http: config.http,
    }
    owns(await listen(createApp(app), config.http))
  })

export function consumerUnderTest(): ConsumerUnderTest {
  const refused = new Set<string>()
  let database: Database | undefined
  return {
    refused,
    service: consumerService(refused, (opened) => {
      database = opened
    }),
    welcomed: async (userId) => {
      const rows: unknown[] =
        (await database?.reader.query('select 1 from welcomed where user_id = $1', [userId])) ?? []
      return rows.length
    },
  }
}

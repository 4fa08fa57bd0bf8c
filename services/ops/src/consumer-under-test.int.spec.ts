// A consumer of the real backbone that a spec can make fail: stands in for whichever service a dead letter comes from.
import { backboneMigrations, openBackbone, permanent, rabbitSettings, reaction } from '@eventflow/backbone'
import { UserRegistered } from '@eventflow/contracts'
import { baseSettings, databaseSettings, defineService } from '@eventflow/runtime'
import { type Database, openDatabase } from '@eventflow/runtime/database'

const settings = { ...baseSettings, database: databaseSettings, rabbit: rabbitSettings }

export interface ConsumerUnderTest {
  service: ReturnType<typeof consumerService>
  /** How often it has welcomed this user. */
  welcomed(userId: string): Promise<number>
  /** Names that it cannot bear; it parks their messages. */
  refused: Set<string>
}

/** Nothing in its table is unique, so that a message handled twice leaves two rows. */
const table = 'create table if not exists welcomed (user_id text not null)'

const consumerService = (refused: Set<string>, opened: (database: Database) => void) =>
  defineService('user', settings, async ({ config, logger, metrics, owns }) => {
    const parts = { entities: [], migrations: backboneMigrations, logger }
    const database = owns(await openDatabase(config.database, parts))
    await database.reader.query(table)
    opened(database)
    const backbone = owns(await openBackbone(config.rabbit, { service: 'user', database, logger, metrics }))
    const welcome = reaction(UserRegistered, async ({ data, transaction }) => {
      if (refused.has(data.name)) throw permanent(`the name "${data.name}" of ${data.userId} cannot be borne`)
      await transaction.query('insert into welcomed (user_id) values ($1)', [data.userId])
      return []
    })
    await backbone.consume([welcome])
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

// PostgreSQL by TypeORM: opened with patience, migrated under a lock, and away now and then without harm.
import 'reflect-metadata'
import type { EventEmitter } from 'node:events'
import {
  DataSource,
  type EntityManager,
  MigrationExecutor,
  type MigrationInterface,
  type Logger as TypeOrmLogger,
} from 'typeorm'
import { listenTo } from './database-listen.js'
import { type Asking, prepareWhatComesAgain } from './database-prepared.js'
import type { databaseSettings } from './database-settings.js'
import { inTransaction, runStatement, type Statement } from './database-transaction.js'
import { isUnavailable } from './errors.js'
import type { Logger } from './logger.js'
import type { Resource } from './resource.js'
import type { ConfigOf } from './settings.js'

/** One business transaction; stores take it as their first argument. */
export type Transaction = EntityManager

export interface Database extends Resource {
  /** For reads that need no transaction. */
  readonly reader: EntityManager
  /** Commits when the work resolves, rolls back when it throws. */
  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>
  /** Sends a prepared statement at once. As the last of a transaction it need not be waited for: the commit follows behind it. */
  run<T>(transaction: Transaction, statement: Statement, values: unknown[]): Promise<T[]>
  /** Tells all that listen, in whatever process, once the transaction commits. */
  notify(transaction: Transaction, channel: string): Promise<void>
  /** A word may be missed while the database is away. */
  listen(channel: string, heard: () => void): Resource
}

type Class<T> = new () => T

/** What a database consists of: the classes of its tables, and of the migrations that made them, oldest first. */
export interface Schema {
  entities: Class<object>[]
  migrations: Class<MigrationInterface>[]
}

interface DatabaseParts extends Schema {
  logger: Logger
}

const openWithinMs = 30_000
const migrationLock = 7_314_001

/** Waits up to 30 s for a server that is just starting, then migrates. Replicas that start together migrate once. */
export async function openDatabase(
  config: ConfigOf<typeof databaseSettings>,
  parts: DatabaseParts,
): Promise<Database> {
  const source = new DataSource({
    type: 'postgres',
    url: config.url,
    entities: parts.entities,
    migrations: parts.migrations,
    migrationsTableName: 'migrations',
    synchronize: false,
    logger: withoutConsole,
    poolSize: config.poolSize,
    // A connection that breaks while idle is replaced at its next use; without a listener it would end the process.
    poolErrorHandler: (error: unknown) => parts.logger.warn('a database connection broke', { error }),
    extra: {
      connectionTimeoutMillis: 5_000,
      statement_timeout: config.statementTimeoutMs,
      idle_in_transaction_session_timeout: config.statementTimeoutMs * 2,
      keepAlive: true,
      // Statements do not wait for the answer to the one before.
      pipeline: true,
      // A connection may break in the packet that opened it, before whoever asked for it listens to its errors.
      onConnect: (client: Asking) => {
        listenToErrors(client)
        prepareWhatComesAgain(client)
      },
    },
  })
  await initialize(source, parts.logger)
  try {
    await migrate(source)
  } catch (error) {
    await source.destroy()
    throw error
  }
  return {
    reader: source.manager,
    transaction: (work) => inTransaction(source, work),
    run: runStatement,
    notify: async (transaction, channel) => {
      await transaction.query('select pg_notify($1, $2)', [channel, ''])
    },
    listen: (channel, heard) => listenTo(config.url, channel, heard),
    dependency: { name: 'postgres', check: () => source.query('select 1') },
    close: () => source.destroy(),
  }
}

/** Whoever uses the connection then learns of it by the next statement; without a listener it would end the process. */
const listenToErrors = (client: EventEmitter) => {
  client.on('error', nothing)
}

async function initialize(source: DataSource, logger: Logger): Promise<void> {
  const endsAt = Date.now() + openWithinMs
  for (let attempt = 1; ; attempt++) {
    try {
      await source.initialize()
      return
    } catch (error) {
      if (!isUnavailable(error) || Date.now() > endsAt) throw error
      if (attempt === 1) logger.warn('the database does not answer yet', { error: (error as Error).message })
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
  }
}

async function migrate(source: DataSource): Promise<void> {
  const connection = source.createQueryRunner()
  try {
    // To wait for another replica, or to build an index, may take longer than a statement of the service.
    await connection.query('set statement_timeout = 0')
    await connection.query('select pg_advisory_lock($1)', [migrationLock])
    const executor = new MigrationExecutor(source, connection)
    executor.transaction = 'each'
    await executor.executePendingMigrations()
  } finally {
    // Lock and limit belong to the connection and the connection to a pool, so both are given back by hand.
    await connection.query('discard all').catch(() => undefined)
    await connection.release()
  }
}

const nothing = () => undefined

/** By itself TypeORM writes to the console, past the log; what fails is thrown as well. */
const withoutConsole: TypeOrmLogger = {
  log: nothing,
  logMigration: nothing,
  logQuery: nothing,
  logQueryError: nothing,
  logQuerySlow: nothing,
  logSchemaBuild: nothing,
}

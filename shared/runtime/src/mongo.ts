// MongoDB by mongoose: opened with patience, its indexes built at start, and away now and then without harm.
import { setTimeout as sleep } from 'node:timers/promises'
import { type Connection, createConnection, type InferSchemaType, type Model, type Schema } from 'mongoose'
import type { Logger } from './logger.js'
import type { mongoSettings } from './mongo-settings.js'
import type { Dependency, Resource } from './resource.js'
import type { ConfigOf } from './settings.js'

type Schemas = Readonly<Record<string, Schema>>

export type Models<S extends Schemas> = { readonly [K in keyof S]: Model<InferSchemaType<S[K]>> }

export interface Documents<S extends Schemas> extends Resource {
  /** One for each schema; the collection has the name that the schema is listed under. */
  readonly models: Models<S>
  readonly dependency: Dependency
}

/** Something has this id, or what else there may be only once, already. */
export const isDuplicate = (error: unknown): boolean => (error as { code?: unknown } | null)?.code === 11_000

const openWithinMs = 30_000
const commandWithinMs = 10_000
const selectWithinMs = 3_000
const pauseMs = 500

/** Waits up to 30 s for a server that is just starting, then builds the indexes that the schemas declare. */
export async function openMongo<S extends Schemas>(
  config: ConfigOf<typeof mongoSettings>,
  { logger, schemas }: { logger: Logger; schemas: S },
): Promise<Documents<S>> {
  const connection = createConnection()
  connection.on('disconnected', () => logger.warn('mongodb is away'))
  connection.on('reconnected', () => logger.info('mongodb is back'))
  // Whoever uses the connection learns of it; without a listener it would end the process.
  connection.on('error', () => undefined)
  const models = Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [name, connection.model(name, schema, name)]),
  ) as unknown as Models<S>
  try {
    await connect(connection, config.url, logger)
    for (const model of Object.values(models)) await model.createIndexes()
  } catch (error) {
    await connection.close()
    throw error
  }
  return {
    models,
    dependency: { name: 'mongodb', check: async () => void (await connection.db?.command({ ping: 1 })) },
    close: () => connection.close(),
  }
}

async function connect(connection: Connection, url: string, logger: Logger): Promise<void> {
  const endsAt = Date.now() + openWithinMs
  for (let attempt = 1; ; attempt++) {
    try {
      await connection.openUri(url, {
        autoIndex: false,
        // Indexes make their collection; made beside them as well, one of the two would fail on a server that is strict.
        autoCreate: false,
        // What cannot be sent fails, instead of waiting in memory for a server to come back.
        bufferCommands: false,
        serverSelectionTimeoutMS: selectWithinMs,
        socketTimeoutMS: commandWithinMs,
        maxPoolSize: 20,
        // Without it whoever waits for a connection does so for ever, when a server goes and comes while they wait.
        waitQueueTimeoutMS: selectWithinMs,
      })
      return
    } catch (error) {
      if (Date.now() > endsAt) throw error
      if (attempt === 1) logger.warn('mongodb does not answer yet', { error: (error as Error).message })
      await sleep(pauseMs)
    }
  }
}

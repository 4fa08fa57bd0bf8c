// Services made of nothing but a backbone, on a broker and databases of their own, with everything around them to be looked at.
import { randomBytes } from 'node:crypto'
import {
  type Backbone,
  backboneMigrations,
  definitionsOf,
  openBackbone,
  type Platform,
  permissionsOf,
  type Reaction,
  rabbitSettings,
} from '@eventflow/backbone'
import { managementApi } from '@eventflow/backbone/admin'
import {
  baseSettings,
  type ConfigOf,
  currentContext,
  type Dependency,
  databaseSettings,
  defineService,
  type Environment,
  type Logger,
  readSettings,
} from '@eventflow/runtime'
import { type Database, openDatabase, type Schema } from '@eventflow/runtime/database'
import type { Redis } from '@eventflow/runtime/redis'
import { type ConfirmChannel, connect, type GetMessage, type Options } from 'amqplib'
import { type BrokerProxy, brokerProxy } from './broker-proxy.js'
import { eventually } from './eventually.js'
import { type Deed, deedsIn, keepsParcels, parcels } from './parcels.js'
import {
  stackAddresses,
  type ThrowAway,
  type ThrowAwayBroker,
  throwAwayBroker,
  throwAwayDatabase,
} from './stack.js'

type BackboneParts = Parameters<typeof openBackbone>[1]

interface ServicePlan extends Partial<Schema> {
  /** Statements that make tables, run before it consumes. */
  tables?: readonly string[]
  reactions?: (database: Database) => readonly Reaction[]
  /** Settings that differ from the usual ones. */
  settings?: Environment
  brokerUrl?: string
  /** What the backbone gets instead of the database itself. */
  around?: (database: Database) => Database
  /** It has no inbox and no outbox then; the database is still there for what the spec keeps. */
  withoutStore?: boolean
  dependencies?: readonly Dependency[]
  documents?: NonNullable<BackboneParts['documents']>
  queues?: NonNullable<BackboneParts['queues']>
  marks?: Redis
  /** What it believes about who consumes what, where that is not the platform as it is. */
  consumers?: Readonly<Record<string, readonly string[]>>
}

interface LogLine {
  level: keyof Logger
  message: string
  fields: Readonly<Record<string, unknown>>
  /** Of the work during which it was written. */
  correlationId: string | undefined
}

export interface StartedService {
  backbone: Backbone
  database: Database
  log: readonly LogLine[]
  /** What it has written down of parcels, oldest first, if it keeps any. */
  deeds(): Promise<Deed[]>
  /** The value of a counter, summed over what is not named. */
  counted(name: string, labels?: Readonly<Record<string, string>>): Promise<number>
  stop(): Promise<void>
}

interface RawMessage {
  exchange: string
  routingKey: string
  body?: string | Buffer
  properties?: Options.Publish
}

export interface BackboneUnderTest {
  broker: ThrowAwayBroker
  /** As administrator of the virtual host. */
  channel: ConfirmChannel
  sealingKey: Buffer
  /** A service of the platform; started again, it finds its database. */
  start(service: string, plan?: ServicePlan): Promise<StartedService>
  /** One that writes down every parcel that it hears of. */
  startKeeper(service: string, plan?: ServicePlan): Promise<StartedService>
  databaseUrl(service: string): Promise<string>
  /** Sends bytes as they are, confirmed. */
  send(message: RawMessage): Promise<void>
  /** Waits until the queue holds this many messages and takes them out. */
  take(queue: string, count: number): Promise<GetMessage[]>
  waitingIn(queue: string): Promise<number>
  proxy(): Promise<BrokerProxy>
  /** Closes the connections of the services by force, as an operator would; answers how many there were. */
  closeConnections(): Promise<number>
  close(): Promise<void>
}

const settings = { ...baseSettings, database: databaseSettings, rabbit: rabbitSettings }

export async function backboneUnderTest(platform: Platform = parcels): Promise<BackboneUnderTest> {
  const permissions = Object.fromEntries(
    platform.services.map((service) => [service, permissionsOf(service, platform)]),
  )
  const broker = await throwAwayBroker({ definitions: definitionsOf(platform), permissions })
  const connection = await connect(broker.adminUrl)
  // A broker that goes away is noticed at the next call; without a listener it would end the whole run.
  connection.on('error', () => undefined)
  const channel = await connection.createConfirmChannel()
  const databases = new Map<string, Promise<ThrowAway>>()
  const closing: Array<() => Promise<void>> = []
  const sealingKey = randomBytes(32)

  const databaseUrl = async (service: string) => {
    const database = databases.get(service) ?? throwAwayDatabase(service)
    databases.set(service, database)
    return (await database).url
  }

  const start: BackboneUnderTest['start'] = async (service, plan = {}) => {
    const config = readSettings(settings, {
      LOG_LEVEL: 'silent',
      SEALING_KEY: sealingKey.toString('base64'),
      DATABASE_URL: await databaseUrl(service),
      RABBITMQ_URL: plan.brokerUrl ?? broker.urlFor(service),
      ...plan.settings,
    })
    const started = await startService(service, config, { consumers: consumersIn(platform), ...plan })
    closing.unshift(started.stop)
    return started
  }

  return {
    broker,
    channel,
    sealingKey,
    databaseUrl,
    start,
    startKeeper: (service, plan) => start(service, { ...keepsParcels, ...plan }),
    send: ({ exchange, routingKey, body = '', properties = {} }) =>
      new Promise((resolve, reject) => {
        const published = (error: unknown) => (error ? reject(error) : resolve())
        channel.publish(exchange, routingKey, Buffer.from(body as string), properties, published)
      }),
    take: (queue, count) => take(channel, queue, count),
    waitingIn: async (queue) => (await channel.checkQueue(queue)).messageCount,
    proxy: async () => {
      const { hostname, port } = new URL(broker.adminUrl)
      const proxy = await brokerProxy({ host: hostname, port: Number(port) })
      closing.unshift(proxy.close)
      return proxy
    },
    closeConnections: () =>
      closeConnections(platform.services.map((service) => new URL(broker.urlFor(service)).username)),
    close: async () => {
      for (const close of closing) await close()
      await connection.close()
      for (const database of databases.values()) await (await database).drop()
      await broker.drop()
    },
  }
}

const consumersIn = ({ consumers, contracts }: Platform): Record<string, string[]> =>
  Object.fromEntries(
    contracts.map((contract) => [
      contract.type,
      consumers.filter((consumer) => consumer.contracts.includes(contract)).map(({ queue }) => queue),
    ]),
  )

async function startService(
  name: string,
  config: ConfigOf<typeof settings>,
  plan: ServicePlan,
): Promise<StartedService> {
  const log: LogLine[] = []
  let parts: Pick<StartedService, 'backbone' | 'database'> | undefined
  const service = defineService(name, settings, async ({ metrics, owns }) => {
    const logger = keepLines(log)
    const { entities = [], migrations = backboneMigrations } = plan
    const database = owns(await openDatabase(config.database, { entities, migrations, logger }))
    for (const table of plan.tables ?? []) await database.reader.query(table)
    const { consumers, withoutStore, dependencies: needs, documents, queues, marks, around } = plan
    const optional = {
      ...(consumers && { consumers }),
      ...(!withoutStore && { database: around?.(database) ?? database }),
      ...(needs && { needs }),
      ...(documents && { documents }),
      ...(queues && { queues }),
      ...(marks && { marks }),
    }
    const backboneParts = { service: name, logger, metrics, ...optional }
    const backbone = owns(await openBackbone(config.rabbit, backboneParts))
    const reactions = plan.reactions?.(database) ?? []
    if (reactions.length > 0) await backbone.consume(reactions)
    parts = { backbone, database }
  })
  const running = await service.start(config)
  if (!parts) throw new Error(`${name} did not start`)
  const { backbone, database } = parts
  return {
    backbone,
    database,
    log,
    deeds: () => deedsIn(database),
    counted: async (metric, labels = {}) => {
      const found = await running.metrics.getSingleMetric(metric)?.get()
      const matching = (found?.values ?? []).filter((value) =>
        Object.entries(labels).every(([label, wanted]) => String(value.labels[label]) === wanted),
      )
      return matching.reduce((sum, { value }) => sum + value, 0)
    },
    stop: running.stop,
  }
}

function keepLines(log: LogLine[]): Logger {
  const at =
    (level: keyof Logger) =>
    (message: string, fields: LogLine['fields'] = {}) =>
      void log.push({ level, message, fields, correlationId: currentContext()?.correlationId })
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

async function take(channel: ConfirmChannel, queue: string, count: number): Promise<GetMessage[]> {
  const taken: GetMessage[] = []
  await eventually(async () => {
    for (
      let next = await channel.get(queue, { noAck: true });
      next;
      next = await channel.get(queue, { noAck: true })
    )
      taken.push(next)
    if (taken.length < count) throw new Error(`${queue} gave ${taken.length} of ${count} messages`)
  })
  return taken
}

async function closeConnections(users: readonly string[]): Promise<number> {
  const api = managementApi(stackAddresses().managementUrl)
  // By user: a connection is known by its name only seconds after it was made.
  const close = async (user: string) => {
    const open = (await api('GET', `/connections/username/${user}`)) as unknown[]
    if (open.length > 0) await api('DELETE', `/connections/username/${user}`)
    return open.length
  }
  const counts = await Promise.all(users.map(close))
  return counts.reduce((sum, count) => sum + count, 0)
}

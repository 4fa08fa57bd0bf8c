// Starts a service as production does, on throw-away pieces of the stack, and takes all of it away again.
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import {
  type ConfigOf,
  type Environment,
  environment,
  listSettings,
  type RunningService,
  readSettings,
  type Service,
  storageSettings,
} from '@eventflow/runtime'
import {
  repositoryRoot,
  stackAddresses,
  type ThrowAway,
  type ThrowAwayBroker,
  throwAwayBroker,
  throwAwayDatabase,
  throwAwayMongo,
} from './stack.js'

export interface TestStack {
  broker: ThrowAwayBroker
  sealingKey: Buffer
  /** The same database for every start of one service, so that a restart finds its data. */
  start(service: Service, overrides?: Environment): Promise<RunningService>
  databaseUrl(service: string): Promise<string>
  mongoUrl(service: string): Promise<string>
  /** Where its services keep files. */
  storage: ConfigOf<typeof storageSettings>
  /** Stops what is still running and drops all databases and the virtual host. */
  close(): Promise<void>
}

export async function testStack(): Promise<TestStack> {
  const broker = await throwAwayBroker()
  const databases = new Map<string, Promise<ThrowAway>>()
  const bucket = `test-${randomBytes(8).toString('hex')}`
  const running: RunningService[] = []
  const secrets = new Map<string, string>()
  const secret = (name: string) => {
    const known = secrets.get(name) ?? randomBytes(32).toString('base64')
    secrets.set(name, known)
    return known
  }
  const databaseUrl = async (service: string) => {
    const database = databases.get(service) ?? throwAwayDatabase(service)
    databases.set(service, database)
    return (await database).url
  }
  const mongoUrl = async (service: string) => {
    const key = `${service} documents`
    const database = databases.get(key) ?? Promise.resolve(throwAwayMongo(service))
    databases.set(key, database)
    return (await database).url
  }
  const valuesFor = async (service: Service): Promise<Environment> => {
    const settings = listSettings(service.settings)
    const wants = (name: string) => settings.some(({ environmentName }) => environmentName === name)
    return {
      ...Object.fromEntries(
        settings
          .filter((setting) => setting.secret)
          .map(({ environmentName }) => [environmentName, secret(environmentName)]),
      ),
      HOST: '127.0.0.1',
      PORT: '0',
      LOG_LEVEL: environment().LOG_LEVEL ?? 'silent',
      RABBITMQ_URL: broker.urlFor(serviceOf(service)),
      RABBITMQ_MONITORING_URL: broker.managementUrlFor(serviceOf(service)),
      REDIS_URL: stackAddresses().redisUrl,
      PUBLIC_URL: 'http://eventflow.test',
      SMTP_URL: stackAddresses().smtpUrl,
      ...(wants('MONGO_URL') ? { MONGO_URL: await mongoUrl(serviceOf(service)) } : {}),
      ...storageIn(bucket),
      ...(wants('DATABASE_URL') ? { DATABASE_URL: await databaseUrl(serviceOf(service)) } : {}),
    }
  }
  return {
    broker,
    sealingKey: Buffer.from(secret('SEALING_KEY'), 'base64'),
    databaseUrl,
    mongoUrl,
    storage: readSettings(storageSettings, storageIn(bucket)),
    start: async (service, overrides = {}) => {
      const config = readSettings(service.settings, { ...(await valuesFor(service)), ...overrides })
      const started = await service.start(config)
      running.push(started)
      return started
    },
    close: async () => {
      await Promise.all(running.map((service) => service.stop()))
      for (const database of databases.values()) await (await database).drop()
      await broker.drop()
    },
  }
}

/** A further process, `activity-worker` say, has database and user of its service: the longest part of its name that is a folder. */
function serviceOf({ name }: Service): string {
  const parts = name.split('-')
  for (let count = parts.length; count > 0; count--) {
    const service = parts.slice(0, count).join('-')
    if (existsSync(join(repositoryRoot(), 'services', service))) return service
  }
  return name
}

/** A bucket that no other spec looks into. */
function storageIn(bucket: string): Environment {
  const { endpoint, accessKey, secretKey } = stackAddresses().storage
  return {
    S3_ENDPOINT: endpoint.startsWith('file:') ? `${endpoint}/${bucket}` : endpoint,
    S3_ACCESS_KEY: accessKey,
    S3_SECRET_KEY: secretKey,
    S3_BUCKET: bucket,
  }
}

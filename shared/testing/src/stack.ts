// The throw-away stack that `npm test` put up, and the pieces of it that one spec file has to itself.
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Definitions, Permissions } from '@eventflow/backbone'
import { dropVhost, provisionBroker } from '@eventflow/backbone/admin'
import {
  addressSetting,
  environment,
  optionalAddressSetting,
  readSettings,
  storageSettings,
} from '@eventflow/runtime'
import { createConnection } from 'mongoose'
import { Client } from 'pg'

const stackSettings = {
  postgresUrl: addressSetting('POSTGRES_URL', 'PostgreSQL as superuser.', {
    schemes: ['postgres', 'postgresql'],
  }),
  rabbitUrl: addressSetting('RABBITMQ_URL', 'RabbitMQ as administrator.', { schemes: ['amqp', 'amqps'] }),
  managementUrl: addressSetting('RABBITMQ_MANAGEMENT_URL', 'Its management interface.', {
    schemes: ['http', 'https'],
  }),
  redisUrl: addressSetting('REDIS_URL', 'Redis.', { schemes: ['redis', 'rediss'] }),
  mongoUrl: addressSetting('MONGO_URL', 'MongoDB.', { schemes: ['mongodb', 'mongodb+srv'] }),
  smtpUrl: optionalAddressSetting('SMTP_URL', 'Where the mailbox takes mails.', ['smtp', 'smtps']),
  mailboxUrl: optionalAddressSetting('MAILBOX_URL', 'The mailbox.', ['http', 'https']),
  storage: storageSettings,
}

/** Addresses of the stack; a missing one says what to do. */
export const stackAddresses = () => readSettings(stackSettings, environment())

const newName = (label: string): string => `${label}_${randomBytes(5).toString('hex')}`

export interface ThrowAway {
  url: string
  drop(): Promise<void>
}

/** A database of its own, gone after the spec. */
export async function throwAwayDatabase(label: string): Promise<ThrowAway> {
  const { postgresUrl } = stackAddresses()
  const name = newName(`test_${label}`)
  await asSuperuser(postgresUrl, `create database ${name}`)
  const address = new URL(postgresUrl)
  address.pathname = `/${name}`
  return {
    url: address.href,
    drop: () => asSuperuser(postgresUrl, `drop database if exists ${name} with (force)`),
  }
}

/** The same for documents. */
export function throwAwayMongo(label: string): ThrowAway {
  const address = new URL(stackAddresses().mongoUrl)
  address.pathname = `/${newName(`test_${label}`)}`
  return {
    url: address.href,
    drop: async () => {
      const connection = await createConnection(address.href).asPromise()
      await connection.dropDatabase()
      await connection.close()
    },
  }
}

async function asSuperuser(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

export interface ThrowAwayBroker {
  /** As administrator of the virtual host. */
  adminUrl: string
  /** As a service, with no more rights than it has in production. */
  urlFor(service: string): string
  /** Its management interface, as the same user. */
  managementUrlFor(service: string): string
  vhost: string
  drop(): Promise<void>
}

interface BrokerPicture {
  definitions: Definitions
  permissions: Readonly<Record<string, Permissions>>
}

/** A virtual host of its own with the whole topology of the platform, or with another one. */
export async function throwAwayBroker(picture: BrokerPicture = platformPicture()): Promise<ThrowAwayBroker> {
  const { rabbitUrl, managementUrl } = stackAddresses()
  const vhost = newName('test')
  const password = randomBytes(12).toString('hex')
  const nameOf = (service: string) => `${vhost}_${service}`
  await provisionBroker({
    managementUrl,
    vhost,
    definitions: picture.definitions,
    users: Object.entries(picture.permissions).map(([service, permissions]) => ({
      name: nameOf(service),
      password,
      permissions,
    })),
  })
  const address = (change: (url: URL) => void) => {
    const url = new URL(rabbitUrl)
    url.pathname = `/${vhost}`
    change(url)
    return url.href
  }
  const logIn = (service: string) => (url: URL) => {
    url.username = nameOf(service)
    url.password = password
  }
  return {
    vhost,
    adminUrl: address(() => undefined),
    urlFor: (service) => address(logIn(service)),
    managementUrlFor: (service) => {
      const url = new URL(managementUrl)
      logIn(service)(url)
      return url.href
    },
    drop: async () => dropVhost(managementUrl, vhost, Object.keys(picture.permissions).map(nameOf)),
  }
}

function platformPicture(): BrokerPicture {
  const read = (file: string): unknown =>
    JSON.parse(readFileSync(join(repositoryRoot(), 'rabbitmq', file), 'utf8'))
  return {
    definitions: read('definitions.json') as Definitions,
    permissions: read('permissions.json') as Record<string, Permissions>,
  }
}

/** The folder with lerna.json, looked for upwards from here. */
export function repositoryRoot(from = __dirname): string {
  return existsSync(join(from, 'lerna.json')) ? from : repositoryRoot(dirname(from))
}

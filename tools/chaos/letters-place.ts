// The broker and the databases that letters need, made ready, and what the two services have to be told to use them.
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { provisionBroker } from '@eventflow/backbone/admin'
import { Client } from 'pg'
import type { Ground, Provided } from '../launcher/component.js'
import { createDatabases } from '../launcher/databases.js'
import { type OwnedProcess, spawnOwned } from '../launcher/owned-process.js'
import { correspondents, keeperTables, letterDefinitions, letterRights, senderTables } from './letters.js'

export interface LettersPlace {
  /** As administrator, of each node. */
  adminUrls: readonly string[]
  managementUrls: readonly string[]
  vhost: string
  query<Row>(service: string, sql: string, values?: readonly unknown[]): Promise<Row[]>
  start(service: string, ground: Ground): OwnedProcess
}

const password = () => randomBytes(12).toString('hex')

export async function furnish(provided: Record<string, Provided>): Promise<LettersPlace> {
  const { postgres, ...brokers } = provided
  const databaseUrl = postgres?.addresses.postgres ?? ''
  const [adminUrls, managementUrls] = [addressesOf(brokers, 'amqp'), addressesOf(brokers, 'management')]
  const vhost = new URL(adminUrls[0] ?? '').pathname.slice(1)
  const logins = correspondents.map((name) => ({ service: name, name, password: password() }))
  await createDatabases(databaseUrl, logins)
  const users = logins.map((login) => ({ ...login, permissions: rightsOf(login.name) }))
  const [managementUrl = ''] = managementUrls
  await provisionBroker({ managementUrl, vhost, definitions: letterDefinitions, users })
  const loginOf = (service: string) => logins.find(({ name }) => name === service)
  const databaseOf = (service: string) => withLogin(databaseUrl, loginOf(service), `${service}_db`)
  const query: LettersPlace['query'] = (service, sql, values) => ask(databaseOf(service), sql, values)
  await query('sender', senderTables)
  await query('keeper', keeperTables)
  const sealingKey = randomBytes(32).toString('base64')
  const start: LettersPlace['start'] = (service, ground) => {
    const brokers = adminUrls.map((url) => withLogin(url, loginOf(service)))
    return startService(service, ground, { database: databaseOf(service), brokers, sealingKey })
  }
  return { adminUrls, managementUrls, vhost, query, start }
}

/** A cluster has an address of each kind for each node, its name behind the kind. */
const addressesOf = (brokers: Record<string, Provided>, kind: string): string[] =>
  Object.values(brokers)
    .flatMap(({ addresses }) => Object.entries(addresses))
    .flatMap(([name, url]) => (name.split(' ')[0] === kind ? [url] : []))

function rightsOf(name: string) {
  const rights = letterRights[name]
  if (!rights) throw new Error(`no rights for ${name}`)
  return rights
}

function withLogin(
  address: string,
  login: { name: string; password: string } | undefined,
  path?: string,
): string {
  const url = new URL(address)
  url.username = login?.name ?? ''
  url.password = login?.password ?? ''
  if (path) url.pathname = `/${path}`
  return url.href
}

async function ask<Row>(url: string, sql: string, values: readonly unknown[] = []): Promise<Row[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query(sql, [...values])).rows as Row[]
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** One address for all nodes: the hosts side by side, as the setting wants them. */
function severalHosts([first = '', ...others]: readonly string[]): string {
  const { host } = new URL(first)
  return first.replace(`@${host}`, `@${[host, ...others.map((url) => new URL(url).host)].join(',')}`)
}

function startService(
  name: string,
  ground: Ground,
  own: { database: string; brokers: readonly string[]; sealingKey: string },
) {
  return spawnOwned({
    name,
    command: process.execPath,
    args: ['--enable-source-maps', join(__dirname, `letters-${name}-main.js`)],
    environment: {
      PATH: ground.environment.PATH,
      NODE_ENV: 'production',
      LOG_LEVEL: 'warn',
      DATABASE_URL: own.database,
      RABBITMQ_URL: severalHosts(own.brokers),
      SEALING_KEY: own.sealingKey,
    },
    folder: ground.folder,
    logFile: join(ground.folder, 'logs', `${name}.log`),
  })
}

// Where letters are sent: a broker and a database server of their own, the two services as processes, and hands on all of them.
import { randomBytes } from 'node:crypto'
import { dirname, join } from 'node:path'
import { provisionBroker } from '@eventflow/backbone/admin'
import { Client } from 'pg'
import type { Ground, Provided } from '../launcher/component.js'
import { createDatabases } from '../launcher/databases.js'
import { postgres } from '../launcher/infra/postgres.js'
import { provideAll } from '../launcher/infrastructure.js'
import { type KeeperEvents, type Kept, keepAlive } from '../launcher/keeper.js'
import { spawnOwned } from '../launcher/owned-process.js'
import { createProgress } from '../launcher/progress.js'
import { runCommand } from '../launcher/run-command.js'
import { withThrowAway } from '../launcher/throw-away.js'
import { correspondents, keeperTables, letterDefinitions, letterRights, senderTables } from './letters.js'
import { killOne, ownEnvironment, processOf } from './platform.js'

export interface LettersStage {
  /** As administrator, of any node. */
  adminUrls: readonly string[]
  managementUrls: readonly string[]
  vhost: string
  kill(name: string): Promise<void>
  process(name: string): Kept
  /** Ends of the two services that nobody brought about. */
  falls(): number
  query<Row>(service: string, sql: string, values?: readonly unknown[]): Promise<Row[]>
  /** `rabbitmqctl` on a node; throws with what it says when it fails. */
  control(node: string, ...args: string[]): Promise<void>
}

/** What brings up the broker: a single one, or a cluster of them. */
export type ProvideBroker = (ground: Ground) => Promise<Provided>

interface LettersPlan {
  broker: { name: string; provide: ProvideBroker }
  signal: AbortSignal
  say(text: string): void
}

const password = () => randomBytes(12).toString('hex')

export async function withLetters<T>(
  plan: LettersPlan,
  work: (stage: LettersStage) => Promise<T>,
): Promise<T> {
  const stopped = new AbortController()
  const signal = AbortSignal.any([plan.signal, stopped.signal])
  const place = { kind: 'chaos', signal: plan.signal, environment: ownEnvironment() }
  return withThrowAway(place, async (ground, provided) => {
    const kept = new Map<string, Kept>()
    try {
      Object.assign(
        provided,
        await provideAll([plan.broker, postgres], ground, createProgress({ live: false })),
      )
      const watch = watcher({ kept, signal, say: plan.say })
      for (const { owned } of Object.values(provided as Record<string, Provided>)) owned.forEach(watch.keep)
      const stage = await furnish({ ground, provided: provided as Record<string, Provided>, kept, watch })
      return await work(stage)
    } finally {
      stopped.abort()
      await Promise.all([...kept.values()].map((one) => one.current().stop()))
    }
  })
}

interface Watch {
  kept: Map<string, Kept>
  signal: AbortSignal
  say(text: string): void
}

/** What is killed comes back soon, however often it is killed. */
const downMs = 300

function watcher({ kept, signal, say }: Watch) {
  const killed = new Set<string>()
  let falls = 0
  const events: KeeperEvents = {
    fell: (name, how) => {
      const isOurs = killed.delete(name)
      if (isOurs || !correspondents.some((one) => one === name)) return
      falls++
      say(`${name} ${how} by itself`)
    },
    rose: () => undefined,
    pauseMs: () => downMs,
  }
  return {
    keep: (process: Kept extends { current: () => infer P } ? P : never) =>
      void kept.set(process.name, keepAlive(process, events, signal)),
    kill: async (name: string) => {
      killed.add(name)
      await killOne(processOf(kept, name))
    },
    falls: () => falls,
  }
}

interface Furniture {
  ground: Ground
  provided: Record<string, Provided>
  kept: Map<string, Kept>
  watch: ReturnType<typeof watcher>
}

async function furnish({ ground, provided, kept, watch }: Furniture): Promise<LettersStage> {
  const { postgres: database, ...brokers } = provided
  const addresses = Object.values(brokers).map(({ addresses: one }) => one)[0] ?? {}
  const named = (kind: string) =>
    Object.entries(addresses).flatMap(([name, url]) => (name.split(' ')[0] === kind ? [url] : []))
  const [adminUrls, managementUrls] = [named('amqp'), named('management')]
  const vhost = new URL(adminUrls[0] ?? '').pathname.slice(1)
  const databaseUrl = database?.addresses.postgres ?? ''
  const logins = correspondents.map((name) => ({ service: name, name, password: password() }))
  await createDatabases(databaseUrl, logins)
  const users = logins.map((login) => ({ ...login, permissions: rightsOf(login.name) }))
  const [managementUrl = ''] = managementUrls
  await provisionBroker({ managementUrl, vhost, definitions: letterDefinitions, users })
  const urlOf = (service: string) => {
    const login = logins.find(({ name }) => name === service)
    return {
      database: withLogin(databaseUrl, login, `${service}_db`),
      brokers: adminUrls.map((url) => withLogin(url, login)),
    }
  }
  const query: LettersStage['query'] = (service, sql, values) => ask(urlOf(service).database, sql, values)
  await query('sender', senderTables)
  await query('keeper', keeperTables)
  const sealingKey = randomBytes(32).toString('base64')
  for (const name of correspondents) {
    const own = urlOf(name)
    watch.keep(startService(name, ground, { ...own, sealingKey }))
  }
  return {
    adminUrls,
    managementUrls,
    vhost,
    kill: watch.kill,
    process: (name) => processOf(kept, name),
    falls: watch.falls,
    query,
    control: (node, ...args) => control(processOf(kept, node), args),
  }
}

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

const controlLimitMs = 30_000

async function control(node: Kept, args: string[]): Promise<void> {
  const { plan } = node.current()
  if (!plan) throw new Error(`${node.name} is no process of this machine, so rabbitmqctl cannot reach it`)
  const program = join(dirname(plan.command), 'rabbitmqctl')
  const { ok, output } = await runCommand([program, ...args], {
    timeoutMs: controlLimitMs,
    environment: plan.environment,
  })
  if (!ok) throw new Error(`rabbitmqctl ${args[0]} failed: ${output.slice(-300)}`)
}

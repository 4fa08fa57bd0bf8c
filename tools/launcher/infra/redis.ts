// Provides Redis: from an address, Docker, a program of this machine or a package.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createClient } from 'redis'
import type { Component, Ground, Provided } from '../component.js'
import { spawnOwned } from '../owned-process.js'
import { findProgram } from '../run-command.js'
import { waitUntil } from '../wait-until.js'
import { aptInstall } from './apt.js'
import { containerWay } from './container-way.js'
import { namedAddress } from './named-address.js'
import { startOnUsableData } from './set-aside.js'
import { firstThatWorks, type NotHere } from './ways.js'

const ADVICE = 'install Redis (Debian: apt-get install redis-server), start Docker, or set REDIS_URL'

const named = namedAddress({ variable: 'REDIS_URL', title: 'Redis', key: 'redis', ask: askVersion })

const fromDocker = containerWay({
  service: 'redis',
  title: 'Redis',
  async describe(ground) {
    const port = await ground.port('redis')
    const url = redisAddress(ground.secret('redis'), port)
    const variables = { EVENTFLOW_REDIS_PORT: String(port), REDIS_PASSWORD: ground.secret('redis') }
    return { port, addresses: { redis: url }, variables, ask: () => askVersion(url) }
  },
})

export const redis: Component = {
  name: 'redis',
  provide: firstThatWorks('Redis', [named, fromDocker, fromProgram, fromPackage], ADVICE),
}

async function fromProgram(ground: Ground): Promise<Provided | NotHere> {
  const program = findServer(ground)
  if (!program) return { not: 'there is no redis-server on this machine' }
  const folder = join(ground.folder, 'redis')
  const data = join(folder, 'data')
  mkdirSync(data, { recursive: true })
  const port = await ground.port('redis')
  const password = ground.secret('redis')
  const configuration = join(folder, 'redis.conf')
  const text = redisConfiguration({ folder: data, port, password, keep: !ground.throwaway })
  writeFileSync(configuration, text, { mode: 0o600 })
  const url = redisAddress(password, port)
  const start = () => startServer({ program, configuration, folder, url }, ground)
  const { started, remark } = await startOnUsableData(data, start)
  const how = `private instance of Redis ${started.version} on port ${port}${remark}`
  return { how, addresses: { redis: url }, owned: [started.process] }
}

interface RedisServer {
  program: string
  configuration: string
  folder: string
  url: string
}

async function startServer({ program, configuration, folder, url }: RedisServer, ground: Ground) {
  const server = spawnOwned({
    name: 'redis',
    command: program,
    args: [configuration],
    environment: { PATH: ground.environment.PATH },
    folder,
    logFile: join(folder, 'redis.log'),
  })
  try {
    const waiting = { timeoutMs: 30_000, signal: ground.signal, process: server }
    return { process: server, version: await waitUntil('Redis', () => askVersion(url), waiting) }
  } catch (error) {
    await server.stop()
    throw error
  }
}

async function fromPackage(ground: Ground): Promise<Provided | NotHere> {
  if (findServer(ground)) return { not: 'a package would bring the same program' }
  const refusal = await aptInstall('redis-server', ground)
  return refusal ? { not: refusal } : fromProgram(ground)
}

const redisAddress = (password: string, port: number) => `redis://default:${password}@127.0.0.1:${port}`

const findServer = ({ environment }: Ground) => findProgram(['redis-server', 'valkey-server'], environment)

/** In a file and not on the command line, where everybody on the machine could read the password. */
export function redisConfiguration(plan: {
  folder: string
  port: number
  password: string
  keep: boolean
}): string {
  return [
    'bind 127.0.0.1',
    `port ${plan.port}`,
    `requirepass ${plan.password}`,
    `dir "${plan.folder}"`,
    'daemonize no',
    // The append-only file is all the durability that is wanted: snapshots would only write the same again.
    'save ""',
    `appendonly ${plan.keep ? 'yes' : 'no'}`,
    '',
  ].join('\n')
}

async function askVersion(url: string): Promise<string> {
  const client = createClient({ url, socket: { connectTimeout: 3000, reconnectStrategy: false } })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return /redis_version:(\S+)/.exec(await client.info('server'))?.[1] ?? 'of unknown version'
  } finally {
    client.destroy()
  }
}

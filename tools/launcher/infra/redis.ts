// Provides Redis: from an address, Docker, a program of this machine or a package.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createClient } from 'redis'
import { type Component, type Ground, Impossible, type Provided } from '../component.js'
import { spawnOwned } from '../owned-process.js'
import { findProgram } from '../run-command.js'
import { waitUntil } from '../wait-until.js'
import { aptInstall } from './apt.js'
import { firstThatWorks, type NotHere } from './ways.js'

const ADVICE = 'install Redis (Debian: apt-get install redis-server), start Docker, or set REDIS_URL'

export const redis: Component = {
  name: 'redis',
  provide: firstThatWorks('Redis', [fromAddress, fromProgram, fromPackage], ADVICE),
}

async function fromAddress({ environment }: Ground): Promise<Provided | NotHere> {
  const url = environment.REDIS_URL
  if (!url) return { not: 'REDIS_URL is not set' }
  const { host } = new URL(url)
  try {
    const version = await askVersion(url)
    return { how: `Redis ${version} at ${host}, named by REDIS_URL`, addresses: { redis: url }, owned: [] }
  } catch (error) {
    const what = `REDIS_URL (${host}) does not answer: ${(error as Error).message}`
    throw new Impossible(what, 'start that server or correct the address, or unset REDIS_URL')
  }
}

async function fromProgram(ground: Ground): Promise<Provided | NotHere> {
  const program = findServer(ground)
  if (!program) return { not: 'there is no redis-server on this machine' }
  const folder = join(ground.folder, 'redis')
  mkdirSync(folder, { recursive: true })
  const port = await ground.port('redis')
  const password = ground.secret('redis')
  const configuration = join(folder, 'redis.conf')
  writeFileSync(configuration, redisConfiguration({ folder, port, password, keep: !ground.throwaway }), {
    mode: 0o600,
  })
  const server = spawnOwned({
    name: 'redis',
    command: program,
    args: [configuration],
    environment: { PATH: ground.environment.PATH },
    folder,
    logFile: join(folder, 'redis.log'),
  })
  const url = `redis://default:${password}@127.0.0.1:${port}`
  try {
    const waiting = { timeoutMs: 30_000, signal: ground.signal, process: server }
    const version = await waitUntil('Redis', () => askVersion(url), waiting)
    return {
      how: `private instance of Redis ${version} on port ${port}`,
      addresses: { redis: url },
      owned: [server],
    }
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

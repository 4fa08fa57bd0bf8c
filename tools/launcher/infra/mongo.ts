// Provides MongoDB: from an address, Docker, a program of this machine, a download, or a stand-in for trying out.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Component, type Ground, Impossible, type Provided } from '../component.js'
import { findProgram } from '../run-command.js'
import { containerWay } from './container-way.js'
import { askMongo } from './mongo-answer.js'
import { downloadMongod } from './mongo-download.js'
import { type MongoServer, startMongoServer } from './mongo-server.js'
import { fromStandIn } from './mongo-stand-in.js'
import { firstThatWorks, type NotHere } from './ways.js'

const ADVICE =
  'start Docker, install mongod, set MONGO_URL, or install a JDK and Maven (Debian: apt-get install default-jdk-headless maven)'

const fromDocker = containerWay({
  service: 'mongo',
  title: 'MongoDB',
  describe: async (ground) => {
    const port = await ground.port('mongo')
    const password = ground.secret('MONGO_PASSWORD')
    const url = `mongodb://eventflow:${password}@127.0.0.1:${port}/?authSource=admin`
    const variables = { EVENTFLOW_MONGO_PORT: String(port), MONGO_PASSWORD: password }
    return { port, addresses: { mongo: url }, variables, ask: () => askMongo(url, 1000) }
  },
})

export const mongo: Component = {
  name: 'mongo',
  provide: firstThatWorks(
    'MongoDB',
    [fromAddress, fromDocker, fromProgram, fromDownload, fromStandIn],
    ADVICE,
  ),
}

async function fromAddress({ environment }: Ground): Promise<Provided | NotHere> {
  const url = environment.MONGO_URL
  if (!url) return { not: 'MONGO_URL is not set' }
  const host = hostOf(url)
  try {
    const version = await askMongo(url, 5000)
    return { how: `MongoDB ${version} at ${host}, named by MONGO_URL`, addresses: { mongo: url }, owned: [] }
  } catch (error) {
    const what = `MONGO_URL (${host}) does not answer: ${(error as Error).message}`
    throw new Impossible(what, 'start that server or correct the address, or unset MONGO_URL')
  }
}

/** What stands between the login and the path; such an address may name several hosts, which `URL` refuses. */
export function hostOf(url: string): string {
  const rest = url.replace(/^[^/]*\/\//, '').replace(/[/?].*$/, '')
  return rest.slice(rest.lastIndexOf('@') + 1)
}

async function fromProgram(ground: Ground): Promise<Provided | NotHere> {
  const mongod = findProgram(['mongod'], ground.environment)
  if (!mongod) return { not: 'there is no mongod on this machine' }
  return startMongod(mongod, 'private instance of', ground)
}

async function fromDownload(ground: Ground): Promise<Provided | NotHere> {
  const download = await downloadMongod(ground)
  return 'not' in download ? download : startMongod(download.mongod, 'downloaded', ground)
}

function startMongod(mongod: string, origin: string, ground: Ground): Promise<Provided> {
  const data = join(ground.folder, 'mongo', 'data')
  mkdirSync(data, { recursive: true })
  const server: MongoServer = {
    command: mongod,
    args: (port) => mongodArguments({ port, data, throwaway: ground.throwaway }),
    describe: (version, port) => `${origin} MongoDB ${version} on port ${port}`,
  }
  return startMongoServer(server, ground)
}

export function mongodArguments(plan: { port: number; data: string; throwaway: boolean }): string[] {
  const cacheGigabytes = plan.throwaway ? '0.25' : '0.5'
  const place = ['--bind_ip', '127.0.0.1', '--port', String(plan.port), '--dbpath', plan.data]
  const unix = process.platform === 'win32' ? [] : ['--nounixsocket']
  return [...place, ...unix, '--wiredTigerCacheSizeGB', cacheGigabytes, '--quiet']
}

// Starts a program that speaks MongoDB's protocol on a port of its own and waits until it answers.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Ground, Provided } from '../component.js'
import { spawnOwned } from '../owned-process.js'
import { accepts, waitUntil } from '../wait-until.js'
import { askMongo } from './mongo-answer.js'

export interface MongoServer {
  command: string
  args: (port: number) => string[]
  describe: (version: string, port: number) => string
}

// A journal of a killed server is replayed before it listens.
const READY_WITHIN_MS = 60_000

export async function startMongoServer(server: MongoServer, ground: Ground): Promise<Provided> {
  const folder = join(ground.folder, 'mongo')
  mkdirSync(folder, { recursive: true })
  const port = await ground.port('mongo')
  const process = spawnOwned({
    name: 'mongo',
    command: server.command,
    args: server.args(port),
    environment: { PATH: ground.environment.PATH, HOME: ground.environment.HOME },
    folder,
    logFile: join(folder, 'mongo.log'),
    // It writes out what it holds in memory.
    graceMs: 20_000,
  })
  const url = `mongodb://127.0.0.1:${port}/`
  const ask = async () => ((await accepts('127.0.0.1', port)) ? askMongo(url, 1000) : undefined)
  try {
    const waiting = { timeoutMs: READY_WITHIN_MS, signal: ground.signal, process }
    const version = await waitUntil('MongoDB', ask, waiting)
    return { how: server.describe(version, port), addresses: { mongo: url }, owned: [process] }
  } catch (error) {
    await process.stop()
    throw error
  }
}

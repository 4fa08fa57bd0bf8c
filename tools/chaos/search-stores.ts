// Looks for words wherever the platform keeps anything: every row, document, key, message, file and log line of a stack.
import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { managementApi } from '@eventflow/backbone/admin'
import { createLogger, readSettings, storageSettings } from '@eventflow/runtime'
import { openStorage } from '@eventflow/runtime/storage'
import { createConnection } from 'mongoose'
import { Client } from 'pg'
import { createClient } from 'redis'
import { findLogs } from '../launcher/log-files.js'
import type { Platform } from './platform.js'

/** Where a word stands, and in how many rows, documents, keys, messages, files or lines. */
export interface Trace {
  place: string
  count: number
}

type Searched = Pick<Platform, 'infrastructure' | 'logs'>
type Holds = (text: string) => boolean

const messagesAtMost = 10_000
const documentsAtMost = 100_000

export async function searchStores(platform: Searched, words: readonly string[]): Promise<Trace[]> {
  const wanted = words.map((word) => word.toLowerCase())
  const holds: Holds = (text) => {
    const lower = text.toLowerCase()
    return wanted.some((word) => lower.includes(word))
  }
  const found = await Promise.all([
    inPostgres(platform, words),
    inMongo(platform, holds),
    inRedis(platform, holds),
    inQueues(platform, holds),
    inFiles(platform, holds),
    inLogs(platform, holds),
  ])
  return found.flat().filter(({ count }) => count > 0)
}

/** A row as text shows all of its columns, bytes as hexadecimal digits. */
const rowsHolding = (table: string) =>
  `select count(*)::int as count from ${table} as one where one::text ilike any($1) or one::text like any($2)`

async function inPostgres({ infrastructure }: Searched, words: readonly string[]): Promise<Trace[]> {
  const spellings = words.flatMap((word) => [word, word.toLowerCase()])
  const patterns = [
    words.map((word) => `%${word}%`),
    spellings.map((word) => `%${Buffer.from(word).toString('hex')}%`),
  ]
  const address = new URL(infrastructure.POSTGRES_URL ?? '')
  const ask = async (database: string, sql: string, values: unknown[] = []) => {
    address.pathname = `/${database}`
    const client = new Client({ connectionString: address.href })
    await client.connect()
    const { rows } = await client.query(sql, values).finally(() => client.end())
    return rows as Array<Record<string, unknown>>
  }
  const traces: Trace[] = []
  for (const { name } of await ask(
    'postgres',
    'select datname as name from pg_database where not datistemplate',
  )) {
    const tables = await ask(
      String(name),
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema')`,
    )
    for (const { name: table } of tables) {
      const [row] = await ask(String(name), rowsHolding(String(table)), patterns)
      traces.push({ place: `postgres ${name} ${table}`, count: Number(row?.count) })
    }
  }
  return traces
}

async function inMongo({ infrastructure }: Searched, holds: Holds): Promise<Trace[]> {
  const connection = await createConnection(infrastructure.MONGO_URL ?? '').asPromise()
  try {
    const client = connection.getClient()
    const { databases } = await client.db('admin').admin().listDatabases()
    const traces: Trace[] = []
    for (const { name } of databases)
      for (const collection of await client.db(name).collections()) {
        const documents = await collection.find({}).limit(documentsAtMost).toArray()
        const holding = documents.filter((document) => holds(JSON.stringify(document, bytesAsText)))
        traces.push({ place: `mongodb ${name} ${collection.collectionName}`, count: holding.length })
      }
    return traces
  } finally {
    await connection.close()
  }
}

function bytesAsText(_name: string, value: unknown): unknown {
  const { _bsontype: kind, buffer: bytes } = (value ?? {}) as { _bsontype?: unknown; buffer?: Uint8Array }
  return kind === 'Binary' && bytes ? Buffer.from(bytes).toString('latin1') : value
}

async function inRedis({ infrastructure }: Searched, holds: Holds): Promise<Trace[]> {
  const client = createClient({ url: infrastructure.REDIS_URL ?? '' })
  await client.connect()
  const readers: Record<string, (key: string) => Promise<unknown>> = {
    string: (key) => client.get(key),
    hash: (key) => client.hGetAll(key),
    list: (key) => client.lRange(key, 0, -1),
    set: (key) => client.sMembers(key),
    zset: (key) => client.zRange(key, 0, -1),
    stream: (key) => client.xRange(key, '-', '+'),
  }
  let count = 0
  for await (const keys of client.scanIterator({ COUNT: 1_000 }))
    for (const key of keys) {
      const value = await readers[await client.type(key)]?.(key)
      if (holds(`${key} ${JSON.stringify(value)}`)) count++
    }
  client.destroy()
  return [{ place: 'redis', count }]
}

/** Messages are looked at and given back, so that none is lost. */
async function inQueues({ infrastructure }: Searched, holds: Holds): Promise<Trace[]> {
  const api = managementApi(infrastructure.RABBITMQ_MANAGEMENT_URL ?? '')
  const vhost = new URL(infrastructure.RABBITMQ_URL ?? '').pathname.slice(1)
  const queues = (await api('GET', `/queues/${vhost}`)) as Array<{ name: string }>
  const traces: Trace[] = []
  for (const { name } of queues) {
    const wish = { count: messagesAtMost, ackmode: 'ack_requeue_true', encoding: 'base64' }
    const messages = (await api('POST', `/queues/${vhost}/${name}/get`, wish)) as Array<{
      payload: string
      properties: object
    }>
    const holding = messages.filter(({ payload, properties }) =>
      holds(`${Buffer.from(payload, 'base64').toString('latin1')} ${JSON.stringify(properties)}`),
    )
    traces.push({ place: `rabbitmq ${name}`, count: holding.length })
  }
  return traces
}

async function inFiles({ infrastructure }: Searched, holds: Holds): Promise<Trace[]> {
  const config = readSettings(storageSettings, infrastructure)
  const storage = await openStorage(config, { logger: createLogger('search', 'silent') })
  let count = 0
  for (const { key } of await storage.list('', documentsAtMost)) {
    const file = await storage.get(key)
    const content = file ? (await buffer(file.content)).toString('latin1') : ''
    if (holds(`${key} ${content}`)) count++
  }
  await storage.close()
  return [{ place: 'files', count }]
}

async function inLogs({ logs }: Searched, holds: Holds): Promise<Trace[]> {
  return [...findLogs(dirname(logs))].map(([name, file]) => ({
    place: `log ${name}`,
    count: readFileSync(file, 'latin1').split('\n').filter(holds).length,
  }))
}

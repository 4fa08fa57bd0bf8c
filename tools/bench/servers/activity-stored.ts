// One contender of activity-stored: batches are handed over, and count once they are in MongoDB.
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { stackAddresses } from '@eventflow/testing'
import { type Connection, createConnection, type mongo } from 'mongoose'
import type { Sample } from '../row.js'
import { type BenchActivity, batchSize, newBatch } from './activity-batches.js'
import { openActivity } from './activity-service.js'
import { contend } from './contending.js'
import { usage } from './usage.js'

interface Pipeline {
  hand(batch: readonly BenchActivity[]): Promise<void>
  /** All that are stored, from the beginning on. */
  stored(): Promise<number>
  close(): Promise<void>
}

const atOnce = 4
const storedWithinMs = 60_000

async function measure(pipeline: Pipeline, seconds: number): Promise<Sample> {
  const before = await pipeline.stored()
  const startedAt = performance.now()
  const { cpuMicros } = usage()
  let handed = 0
  const hand = async () => {
    while (performance.now() - startedAt < seconds * 1_000) {
      await pipeline.hand(newBatch())
      handed += batchSize
    }
  }
  await Promise.all(Array.from({ length: atOnce }, hand))
  const stored = await storedSince(pipeline, before, handed)
  const elapsedMs = performance.now() - startedAt
  return {
    perSecond: (stored * 1_000) / elapsedMs,
    cpuMicros: (usage().cpuMicros - cpuMicros) / stored,
    lost: Math.max(0, handed - stored),
    doubled: Math.max(0, stored - handed),
  }
}

/** Until all are there, and none more comes. */
async function storedSince({ stored }: Pipeline, before: number, handed: number): Promise<number> {
  const endsAt = performance.now() + storedWithinMs
  for (;;) {
    const count = (await stored()) - before
    if (count >= handed || performance.now() > endsAt) return count
    await pause(20)
  }
}

type Documents = mongo.Collection<{ _id: string }>

/** As ours stores them, with the same indexes. */
async function openCollection(): Promise<{ documents: Documents; connection: Connection }> {
  const address = new URL(stackAddresses().mongoUrl)
  address.pathname = `/bench_${randomUUID().slice(0, 8)}`
  const connection = await createConnection(address.href).asPromise()
  const documents = connection.getClient().db().collection<{ _id: string }>('activities')
  for (const first of [['userId'], ['userId', 'type'], ['userId', 'facets'], [], ['type'], ['facets']]) {
    const names = first.map((name): [string, 1] => [name, 1])
    await documents.createIndex([...names, ['occurredAt', -1], ['_id', -1]])
  }
  await documents.createIndex({ receivedAt: 1 })
  return { documents, connection }
}

const userId = randomUUID()

const documentOf = ({ id, type, properties }: BenchActivity) => {
  const at = new Date()
  const facets = Object.entries(properties).map(([name, value]) => `${name}=${value}`)
  return { _id: id, userId, type, occurredAt: at, receivedAt: at, properties, facets }
}

async function openBare(): Promise<Pipeline> {
  const { documents, connection } = await openCollection()
  return {
    hand: async (batch) => void (await documents.insertMany(batch.map(documentOf), { ordered: false })),
    stored: () => documents.countDocuments(),
    close: async () => {
      await connection.dropDatabase()
      await connection.close()
    },
  }
}

const postTo =
  (url: string, token: () => string) =>
  async (activities: readonly BenchActivity[]): Promise<void> => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token()}` }
    const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ activities }) })
    const { accepted } = (await answer.json()) as { accepted?: number }
    if (accepted !== activities.length) throw new Error(`a batch was answered ${answer.status}`)
  }

async function openOurs(): Promise<Pipeline> {
  const { url, token, mongoUrl, close } = await openActivity({ withWorker: true })
  const connection = await createConnection(mongoUrl).asPromise()
  const documents = connection.getClient().db().collection('activities')
  const own = token()
  return {
    hand: postTo(`${url}/v1/activities`, () => own),
    stored: () => documents.countDocuments(),
    close: async () => {
      await connection.close()
      await close()
    },
  }
}

interface OnKafka {
  url: string
  close(): Promise<void>
}

type OpenOnKafka = (parts: {
  broker: string
  store: (batch: readonly BenchActivity[]) => Promise<unknown>
}) => Promise<OnKafka>

/** The same way on Kafka: Express, a producer that waits for all replicas, a consumer that inserts what it gets. */
async function openOnKafka(file = '', broker = ''): Promise<Pipeline> {
  const bare = await openBare()
  const { open } = (await import(pathToFileURL(file).href)) as { open: OpenOnKafka }
  const { url, close } = await open({ broker, store: bare.hand })
  return {
    ...bare,
    hand: postTo(url, () => 'none'),
    close: async () => {
      await close()
      await bare.close()
    },
  }
}

const ways: Readonly<Record<string, (...args: string[]) => Promise<Pipeline>>> = {
  ours: openOurs,
  bare: openBare,
  kafka: openOnKafka,
}

async function main([way = 'bare', ...args]: string[]): Promise<void> {
  const open = ways[way]
  if (!open) throw new Error(`there is no contender ${way}`)
  const pipeline = await open(...args)
  await contend({ measure: (seconds) => measure(pipeline, seconds), close: pipeline.close })
}

void main(process.argv.slice(2))

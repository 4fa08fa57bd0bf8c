// Waits until everything has arrived: nothing in an outbox, nothing in a queue, nobody who still owes a message to anybody.
import { setTimeout as pause } from 'node:timers/promises'
import { managementApi } from '@eventflow/backbone/admin'
import { createConnection } from 'mongoose'
import type { Platform } from '../platform.js'
import { queryIn } from '../query-in.js'

export interface QuietPlan {
  withinMs: number
  signal: AbortSignal
}

/** The broker counts anew every five seconds; one look alone may show what was before. */
const looks = 2
const betweenLooksMs = 2_600
const databases = ['action_db', 'auth_db', 'user_db']
/** Of services that do not run here, queues fill up. */
const watched = /^(action|auth|feed|notification|user)(\.|$)|^retry\./

/** Answers what is still under way when the time is up; nothing when all is quiet. */
export async function untilQuiet(platform: Platform, { withinMs, signal }: QuietPlan): Promise<string[]> {
  const endsAt = Date.now() + withinMs
  for (let quiet = 0; ; ) {
    const busy = await busyIn(platform).catch((error: Error) => [`nobody knows: ${error.message}`])
    quiet = busy.length === 0 ? quiet + 1 : 0
    if (quiet >= looks) return []
    if (Date.now() > endsAt || signal.aborted) return busy
    await pause(quiet > 0 ? betweenLooksMs : 500)
  }
}

async function busyIn(platform: Platform): Promise<string[]> {
  const found = await Promise.all([inOutboxes(platform), inDocuments(platform), inQueues(platform)])
  return found.flat()
}

async function inOutboxes(platform: Platform): Promise<string[]> {
  const counts = await Promise.all(
    databases.map(async (database) => {
      const [row] = await queryIn(platform, database, 'select count(*)::int as waiting from outbox')
      return { database, waiting: Number(row?.waiting) }
    }),
  )
  return counts
    .filter(({ waiting }) => waiting > 0)
    .map(({ database, waiting }) => `${waiting} events in the outbox of ${database}`)
}

const carriesEvents = { outboxSince: { $exists: true } }
/** What is held until later, or goes with a digest, is not due. */
const isDue = () => ({
  $or: [carriesEvents, { dueAt: { $lte: new Date() } }, { sendingSince: { $exists: true } }],
})
const stillToDo: Readonly<Record<string, () => object>> = {
  'notification.announcements': () => ({ dueAt: { $exists: true } }),
  'notification.deliveries': isDue,
  'notification.mails': isDue,
}

/** Work that services keep in documents: events to be published, and what is to be decided or sent by now. */
async function inDocuments({ infrastructure }: Platform): Promise<string[]> {
  const connection = await createConnection(infrastructure.MONGO_URL ?? '').asPromise()
  try {
    const client = connection.getClient()
    const { databases: all } = await client.db('admin').admin().listDatabases()
    const collections = await Promise.all(all.map(({ name }) => client.db(name).collections()))
    const busy: string[] = []
    for (const collection of collections.flat()) {
      const waiting = await collection.countDocuments(stillToDo[collection.namespace]?.() ?? carriesEvents)
      if (waiting > 0) busy.push(`${waiting} of ${collection.namespace}`)
    }
    return busy
  } finally {
    await connection.close()
  }
}

async function inQueues({ infrastructure }: Platform): Promise<string[]> {
  const api = managementApi(infrastructure.RABBITMQ_MANAGEMENT_URL ?? '')
  const vhost = new URL(infrastructure.RABBITMQ_URL ?? '').pathname.slice(1)
  const queues = (await api('GET', `/queues/${vhost}`)) as Array<{ name: string; messages?: number }>
  return queues
    .filter(({ name, messages = 0 }) => messages > 0 && watched.test(name) && !name.endsWith('.dead'))
    .map(({ name, messages }) => `${messages} messages in ${name}`)
}

// The notification service as it is in production, and people who follow somebody: a part with mails off, a part that sleeps.
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { ActionCompleted } from '@eventflow/contracts'
import type { Service } from '@eventflow/runtime'
import { repositoryRoot, sendEvent, testStack } from '@eventflow/testing'
import { type Connection, createConnection } from 'mongoose'

export const peopleTold = 2_000
/** In the inbox, by mail, push and webhook. */
export const channelsEach = 4
const doneWithinMs = 60_000
const lookEveryMs = 5

/** What one event leaves for each person. */
export const told = ['decisions', 'notifications', 'deliveries'] as const

export interface ToldPeople {
  database: Connection
  /** Tells all of them of this many events at once; resolves when everybody was told. */
  tell(events: number): Promise<void>
  /** How many of what was to be written is there. */
  count(): Promise<{ decisions: number; notifications: number }>
  clear(): Promise<void>
  close(): Promise<void>
}

export async function toldPeople(): Promise<ToldPeople> {
  const stack = await testStack()
  // Found by its folder: tools know no service by name in their imports.
  const folder = join(repositoryRoot(), 'services', 'notification')
  const { notificationService } = require(join(folder, 'dist', 'service.js')) as {
    notificationService: Service
  }
  const settings = { AUTH_URL: 'http://127.0.0.1:9', SMTP_URL: 'smtp://127.0.0.1:9' }
  const mongoUrl = await stack.mongoUrl('notification')
  await stack.start(notificationService, { ...settings, NOTIFICATIONS_PER_HOUR: '100000' })
  const database = await createConnection(mongoUrl).asPromise()
  const ownerId = randomUUID()
  await followOf(database, ownerId)

  const send = async (): Promise<string> => {
    const action = { actionId: randomUUID(), ownerId, kind: 'task' as const, title: 'Write the notes' }
    const completedAt = new Date().toISOString()
    const facts = { ...action, visibility: 'public' as const, tags: [], completedAt, version: 1 }
    return sendEvent(stack.broker.adminUrl, ActionCompleted(facts), {
      as: 'action',
      sealingKey: stack.sealingKey,
    })
  }
  const collection = (name: string) => database.collection(name)
  return {
    database,
    tell: async (events) => {
      const ids = await Promise.all(Array.from({ length: events }, send))
      const endsAt = Date.now() + doneWithinMs
      const isDone = async (id: string) =>
        (await collection('announcements').findOne({ _id: id as never }))?.doneAt !== undefined
      for (const id of ids)
        while (!(await isDone(id))) {
          if (Date.now() > endsAt) throw new Error('not everybody was told in time')
          await new Promise((resolve) => setTimeout(resolve, lookEveryMs))
        }
    },
    count: async () => ({
      decisions: await collection('decisions').countDocuments(),
      notifications: await collection('notifications').countDocuments(),
    }),
    clear: async () => {
      for (const name of [...told, 'announcements', 'paces', 'inboxes']) await collection(name).deleteMany({})
    },
    close: async () => {
      await database.close()
      await stack.close()
    },
  }
}

async function followOf(database: Connection, followeeId: string): Promise<void> {
  const ids = Array.from({ length: peopleTold }, () => randomUUID())
  const said = { follows: true, followsVersion: 1, blocks: false, blocksVersion: 0 }
  const relations = ids.map((followerId) => ({
    ...{ _id: `${followeeId}:${followerId}`, followeeId, followerId, ...said, isBlocked: false },
    isBlockedVersion: 0,
  }))
  const contacts = ids.map((_id) => ({ _id, email: `${_id}@example.test`, emailSince: '0', verified: true }))
  const night = { from: '00:00', to: '23:59', timeZone: 'Europe/Berlin' }
  const wishes = ids.map((_id, index) => ({
    _id,
    ...(index % 4 === 0 ? { quietHours: night } : {}),
    ...(index % 8 === 1 ? { channels: { email: { action: false } } } : {}),
  }))
  for (const [name, documents] of Object.entries({ relations, contacts, wishes }))
    await database.collection(name).insertMany(documents as never[])
}

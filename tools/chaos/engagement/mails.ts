// The mails that have left, by person and event: what the mailbox holds, told apart by the delivery that each mail names.
import { createConnection } from 'mongoose'
import type { Platform } from '../platform.js'

export interface Mails {
  /** By `mailKey`. A mail that was sent again after an unclear answer has the id of the first and counts once. */
  byEvent: ReadonlyMap<string, number>
  /** Copies beyond the first of one id. */
  copies: number
}

export const mailKey = (person: string, event: string): string => `${person} ${event}`

interface Listed {
  MessageID: string
}

interface Delivery {
  _id: string
  userId: string
  eventId: string
}

const pageSize = 500

export async function mailsIn(platform: Platform): Promise<Mails> {
  const ids = await messageIds(platform.infrastructure.MAILBOX_URL ?? '')
  const distinct = new Set(ids)
  const deliveries = await mailDeliveries(platform)
  const byEvent = new Map<string, number>()
  for (const id of distinct) {
    const delivery = deliveries.get(id)
    if (!delivery) continue
    const key = mailKey(delivery.userId, delivery.eventId)
    byEvent.set(key, (byEvent.get(key) ?? 0) + 1)
  }
  return { byEvent, copies: ids.length - distinct.size }
}

/** A mail has the id of its delivery, before the sender's domain. */
async function messageIds(mailbox: string): Promise<string[]> {
  const ids: string[] = []
  for (let start = 0; ; start += pageSize) {
    const answer = await fetch(`${mailbox}/api/v1/messages?start=${start}&limit=${pageSize}`)
    const { messages } = (await answer.json()) as { messages: Listed[] }
    ids.push(...messages.map(({ MessageID }) => MessageID.split('@')[0] ?? ''))
    if (messages.length < pageSize) return ids
  }
}

async function mailDeliveries({ infrastructure }: Platform): Promise<Map<string, Delivery>> {
  const connection = await createConnection(infrastructure.MONGO_URL ?? '').asPromise()
  try {
    const collection = connection.getClient().db('notification').collection<Delivery>('deliveries')
    const found = await collection.find({ channel: 'email' } as object).toArray()
    return new Map(found.map((one) => [one._id, one]))
  } finally {
    await connection.close()
  }
}

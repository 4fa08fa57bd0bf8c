// The mails that have left, by person and event: what the mailbox holds, told apart by the delivery that each mail names.
import { setTimeout as pause } from 'node:timers/promises'
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
  ID: string
  MessageID: string
}

interface Delivery {
  _id: string
  userId: string
  eventId: string
}

interface MailWatch {
  /** What has come until now. */
  mails(): Promise<Mails>
}

/** A mailbox keeps a few hundred mails, so it is looked into again and again until the signal says that it is over. */
export function watchMails(platform: Platform, over: AbortSignal): MailWatch {
  const found = new Map<string, string>()
  const look = () => lookInto(platform.infrastructure.MAILBOX_URL ?? '', found)
  const watch = async () => {
    while (!over.aborted) {
      await look().catch(() => undefined)
      await pause(betweenLooksMs, undefined, { signal: over }).catch(() => undefined)
    }
  }
  void watch()
  return {
    mails: async () => {
      await look()
      return byEventOf(platform, [...found.values()])
    },
  }
}

const atMost = 500
const betweenLooksMs = 1_000

/** A mail has the id of its delivery, before the sender's domain. */
async function lookInto(mailbox: string, found: Map<string, string>): Promise<void> {
  const answer = await fetch(`${mailbox}/api/v1/messages?limit=${atMost}`)
  const { messages } = (await answer.json()) as { messages: Listed[] }
  for (const { ID, MessageID } of messages) found.set(ID, MessageID.split('@')[0] ?? '')
}

async function byEventOf(platform: Platform, ids: readonly string[]): Promise<Mails> {
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

// The outbox of a service that keeps documents: an event is stored inside the document it speaks of, in one atomic write.
import type { Options } from 'amqplib'
import type { Collection, Schema } from 'mongoose'
import type { OutgoingMessage } from './envelope.js'

/** A message as a document carries it. */
export interface CarriedMessage extends Omit<OutgoingMessage, 'body' | 'properties'> {
  /** As text: header names may hold what field names may not. */
  properties: string
  body: Buffer
  writtenAt: Date
}

/** What a document has besides its own fields while events of it wait to be published. */
export interface Carried {
  outbox: CarriedMessage[]
  outboxSince: Date
}

/** A plugin for the schema of documents that carry events. */
export function carriesEvents(schema: Schema): void {
  schema.add({
    outbox: { type: Array, default: undefined },
    outboxSince: Date,
    outboxHeldUntil: Date,
    outboxAttempts: Number,
  })
  schema.index({ outboxSince: 1 }, { sparse: true })
}

export const carriedOf = (messages: readonly OutgoingMessage[], now: Date): Carried => ({
  outbox: messages.map((message) => ({
    ...message,
    properties: JSON.stringify(message.properties),
    writtenAt: now,
  })),
  outboxSince: now,
})

/** A model of documents that carry events; what else they hold does not matter here. */
export interface CarryingModel {
  readonly collection: Collection
}

export interface DocumentOutbox {
  /** Documents with events that nobody holds, oldest first. */
  waiting(limit: number): Promise<unknown[]>
  /** Takes the events of a document for a while; nothing when somebody else has them. */
  claim(id: unknown): Promise<Claimed | undefined>
  done(claimed: Claimed, published: readonly string[]): Promise<void>
  /** Gives the rest back, to be tried later. */
  postpone(claimed: Claimed): Promise<void>
}

export interface Claimed {
  id: unknown
  messages: Array<OutgoingMessage & { writtenAt: Date }>
  attempts: number
}

/** Longer than publishing what one document carries; a relay that died leaves it to the others after this. */
const leaseMs = 30_000
const retryAtMostSeconds = 30

export function documentOutbox({ collection }: CarryingModel): DocumentOutbox {
  const free = () => ({
    outboxSince: { $exists: true },
    $or: [{ outboxHeldUntil: { $exists: false } }, { outboxHeldUntil: { $lte: new Date() } }],
  })
  return {
    waiting: async (limit) => {
      const found = await collection
        .find(free(), { projection: { _id: 1 } })
        .sort({ outboxSince: 1 })
        .limit(limit)
        .toArray()
      return found.map(({ _id }) => _id)
    },
    claim: async (id) => {
      const found = await collection.findOneAndUpdate(
        { _id: id as never, ...free() },
        { $set: { outboxHeldUntil: new Date(Date.now() + leaseMs) } },
        { projection: { outbox: 1, outboxAttempts: 1 } },
      )
      if (!found) return undefined
      const messages = ((found.outbox ?? []) as CarriedMessage[]).map(messageOf)
      return { id, messages, attempts: Number(found.outboxAttempts ?? 0) }
    },
    done: async ({ id, messages }, published) => {
      const all = { outbox: 1, outboxSince: 1, outboxHeldUntil: 1, outboxAttempts: 1 }
      if (published.length === messages.length) {
        const { matchedCount } = await collection.updateOne(
          { _id: id as never, outbox: { $size: messages.length } },
          { $unset: all },
        )
        if (matchedCount > 0) return
      }
      // More came meanwhile, or not all could be published.
      await collection.updateOne({ _id: id as never }, {
        $pull: { outbox: { id: { $in: published } } },
        $unset: { outboxHeldUntil: 1 },
      } as never)
    },
    postpone: async ({ id, attempts }) => {
      const waitSeconds = Math.min(2 ** Math.min(attempts, 10), retryAtMostSeconds)
      await collection.updateOne(
        { _id: id as never },
        {
          $set: { outboxHeldUntil: new Date(Date.now() + waitSeconds * 1_000), outboxAttempts: attempts + 1 },
        },
      )
    },
  }
}

function messageOf({ properties, body, ...message }: CarriedMessage): OutgoingMessage & { writtenAt: Date } {
  // The driver answers bytes in a wrapper of its own.
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from((body as { buffer: Uint8Array }).buffer)
  return { ...message, properties: JSON.parse(properties) as Options.Publish, body: bytes }
}

// People as a whole: all that is kept of each of them here, and who is to be kept no more.
import type { Backbone, ErasedEntities } from '@eventflow/backbone'
import type { DomainEvent } from '@eventflow/contracts'
import type { Clock } from '@eventflow/runtime'
import type { Models } from '@eventflow/runtime/mongo'
import { linesOf } from './activity-key.js'
import type { RelationStore } from './relation-store.js'
import type { schemas } from './schemas.js'

const kinds = ['people', 'relations', 'actions', 'activities', 'entries'] as const

export interface PersonalDataStore extends ErasedEntities {
  /** Before anything is taken away: whoever writes at this moment finds it afterwards. */
  mark(userId: string): Promise<void>
  erase(userId: string): Promise<Record<(typeof kinds)[number], number>>
  /** Says once that the job was answered. */
  answer(userId: string, jobId: string, said: DomainEvent): Promise<void>
  /** What somebody gets to see of it; the newest first, where there may be very much. */
  copyOf(userId: string): Promise<Record<(typeof kinds)[number], unknown[]>>
}

interface PersonalDataParts {
  models: Models<typeof schemas>
  relations: Pick<RelationStore, 'erase'>
  backbone: Pick<Backbone, 'carry'>
  changed(ids: readonly string[]): Promise<void>
  now: Clock
}

const copiedAtMost = 10_000
const notShown = { outbox: 0, outboxSince: 0, outboxHeldUntil: 0, outboxAttempts: 0, ever: 0 } as const

export function personalDataStore(parts: PersonalDataParts): PersonalDataStore {
  const { relations, backbone, changed, now } = parts
  const { people, pairs, actions, activities, entries, readers, tombstones } = parts.models
  const own = (userId: string) => ({ _id: linesOf(userId) })
  return {
    has: async (userId) => (await tombstones.exists({ _id: userId })) !== null,
    mark: async (_id) => {
      await tombstones.updateOne({ _id }, { $setOnInsert: { erasedAt: now() } }, { upsert: true })
    },
    erase: async (userId) => {
      const counts = {
        people: (await people.deleteOne({ _id: userId })).deletedCount,
        relations: await relations.erase(userId),
        actions: (await actions.deleteMany({ ownerId: userId })).deletedCount,
        activities: (await activities.deleteMany(own(userId))).deletedCount,
        entries: (await entries.deleteMany(own(userId))).deletedCount,
      }
      await entries.deleteMany({ by: userId })
      await readers.deleteOne({ _id: userId })
      await changed([userId])
      return counts
    },
    answer: async (_id, jobId, said) => {
      await backbone.carry([said], (carried) =>
        tombstones.updateOne({ _id, jobId: { $ne: jobId } }, { $set: { jobId, ...carried } }),
      )
    },
    copyOf: async (userId) => ({
      people: await people.find({ _id: userId }).lean(),
      relations: await pairs
        .find({ $or: [{ low: userId }, { high: userId }] }, notShown)
        .limit(copiedAtMost)
        .lean(),
      actions: await actions.find({ ownerId: userId }).limit(copiedAtMost).lean(),
      activities: await activities.find(own(userId)).sort({ _id: 1 }).limit(copiedAtMost).lean(),
      entries: await entries.find(own(userId)).sort({ _id: 1 }).limit(copiedAtMost).lean(),
    }),
  }
}

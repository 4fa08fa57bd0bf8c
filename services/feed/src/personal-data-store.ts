// People as a whole: all that is kept of each of them here, and who is to be kept no more.
import type { ErasedEntities, Tombstones } from '@eventflow/backbone'
import { UserDataErased } from '@eventflow/contracts'
import type { Models } from '@eventflow/runtime/mongo'
import { linesOf } from './activity-key.js'
import type { RelationStore } from './relation-store.js'
import type { schemas } from './schemas.js'

const kinds = ['people', 'relations', 'actions', 'activities', 'entries'] as const

export interface PersonalDataStore extends ErasedEntities {
  erase(userId: string): Promise<Record<(typeof kinds)[number], number>>
  /** For good, and says once how much that was. */
  forget(userId: string, jobId: string): Promise<void>
  /** What somebody gets to see of it; the newest first, where there may be very much. */
  copyOf(userId: string): Promise<Record<(typeof kinds)[number], unknown[]>>
}

interface PersonalDataParts {
  models: Models<typeof schemas>
  relations: Pick<RelationStore, 'erase'>
  tombstones: Tombstones
  changed(ids: readonly string[]): Promise<void>
}

const copiedAtMost = 10_000
const notShown = { outbox: 0, outboxSince: 0, outboxHeldUntil: 0, outboxAttempts: 0, ever: 0 } as const

export function personalDataStore(parts: PersonalDataParts): PersonalDataStore {
  const { relations, tombstones, changed } = parts
  const { people, pairs, actions, activities, entries, readers } = parts.models
  const own = (userId: string) => ({ _id: linesOf(userId) })

  const erase = async (userId: string) => {
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
  }

  return {
    has: tombstones.has,
    erase,
    forget: async (userId, jobId) => {
      await tombstones.mark(userId)
      const counts = await erase(userId)
      await tombstones.answer(userId, jobId, UserDataErased({ userId, jobId, service: 'feed', counts }))
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

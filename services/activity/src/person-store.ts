// People as a whole: what is kept of each of them here, and who is to be kept no more.
import { type Backbone, type ErasedEntities, type Tombstones, tombstonesIn } from '@eventflow/backbone'
import { UserDataErased } from '@eventflow/contracts'
import type { Clock } from '@eventflow/runtime'
import type { Models } from '@eventflow/runtime/mongo'
import type { schemas } from './schemas.js'

export interface PersonStore extends ErasedEntities, Pick<Tombstones, 'among'> {
  /** Marks somebody, takes away what there is of them, and says how much that was. */
  forget(userId: string, jobId: string): Promise<undefined>
  /** What somebody gets to see of it; the newest first. */
  copyOf(userId: string): Promise<{ activities: unknown[] }>
}

interface PersonStoreParts {
  models: Models<typeof schemas>
  backbone: Pick<Backbone, 'carry'>
  now: Clock
}

/** A copy is one file in memory. */
const copiedAtMost = 50_000
const shown = { _id: 1, type: 1, occurredAt: 1, receivedAt: 1, properties: 1 } as const

export function personStore({ models, backbone, now }: PersonStoreParts): PersonStore {
  const { activities } = models
  const { has, among, mark, answer } = tombstonesIn({ model: models.tombstones, backbone, now })
  const erase = async (userId: string) => ({
    activities: (await activities.deleteMany({ userId })).deletedCount,
  })
  return {
    has,
    among,
    erase,
    forget: async (userId, jobId) => {
      await mark(userId)
      const counts = await erase(userId)
      await answer(userId, jobId, UserDataErased({ userId, jobId, service: 'activity', counts }))
      return undefined
    },
    copyOf: async (userId) => ({
      activities: await activities
        .find({ userId }, shown)
        .sort({ occurredAt: -1, _id: -1 })
        .limit(copiedAtMost)
        .lean(),
    }),
  }
}

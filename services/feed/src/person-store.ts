// Everybody who has an account, as others see them; and who is to be known no more.
import { isDuplicate, type Models } from '@eventflow/runtime/mongo'
import type { schemas } from './schemas.js'

export interface Person {
  id: string
  displayName: string
  avatarUrl: string | null
}

export interface PersonStore {
  named(ids: readonly string[]): Promise<Map<string, Person>>
  exists(id: string): Promise<boolean>
  /** Without effect when somebody is known already. */
  open(id: string, displayName: string): Promise<void>
  /** The newest version stays, whichever message comes last. */
  rename(
    id: string,
    facts: { displayName: string; avatarUrl: string | null; version: number },
  ): Promise<boolean>
}

export function personStore({
  models: { people },
}: {
  models: Pick<Models<typeof schemas>, 'people'>
}): PersonStore {
  return {
    named: async (ids) => {
      const found = await people.find({ _id: { $in: [...ids] } }).lean()
      return new Map(
        found.map(({ _id: id, displayName, avatarUrl }) => [
          id,
          { id, displayName, avatarUrl: avatarUrl ?? null },
        ]),
      )
    },
    exists: async (id) => (await people.exists({ _id: id })) !== null,
    open: async (_id, displayName) => {
      const first = { displayName, avatarUrl: null, version: 0 }
      await people.updateOne({ _id }, { $setOnInsert: first }, { upsert: true })
    },
    rename: async (_id, facts) => {
      try {
        const { matchedCount, upsertedCount } = await people.updateOne(
          { _id, version: { $lt: facts.version } },
          { $set: facts },
          { upsert: true },
        )
        return matchedCount + upsertedCount > 0
      } catch (error) {
        if (isDuplicate(error)) return false
        throw error
      }
    },
  }
}

// How many follow each author, and how what they do reaches those; counted anew now and then, and never for each activity.
import type { Clock } from '@eventflow/runtime'
import type { Models } from '@eventflow/runtime/mongo'
import type { RelationStore } from '../relation-store.js'
import type { schemas } from '../schemas.js'
import { type AuthorMode, type ModeLimits, modeAfter } from './author-mode.js'

export interface AuthorStore {
  /** How the next activity of this author reaches the followers; `isNew` when it was different before. */
  decide(authorId: string): Promise<{ mode: AuthorMode; followers: number; isNew: boolean }>
  /** An activity of then is in no feed: it has to be read from its author, for as long as feeds go back. */
  pulled(authorId: string, at: Date): Promise<void>
  /** Those of whom some activities are in no feed. */
  toPull(): Promise<string[]>
  counts(): Promise<Record<AuthorMode, number>>
}

interface AuthorStoreParts {
  models: Pick<Models<typeof schemas>, 'authors'>
  relations: Pick<RelationStore, 'count'>
  limits: ModeLimits & { countEveryMs: number; daysBack: number }
  now: Clock
}

const pulledAtMost = 1_000
const dayMs = 86_400_000

export function authorStore({ models: { authors }, relations, limits, now }: AuthorStoreParts): AuthorStore {
  const since = () => new Date(now().getTime() - limits.daysBack * dayMs)
  return {
    decide: async (_id) => {
      const known = await authors.findById(_id).lean()
      const mode = (known?.mode ?? 'push') as AuthorMode
      const isFresh = known && now().getTime() - known.countedAt.getTime() < limits.countEveryMs
      if (isFresh) return { mode, followers: known.followers, isNew: false }
      const followers = await relations.count('followers', _id)
      const next = modeAfter(mode, followers, limits)
      await authors.updateOne(
        { _id },
        { $set: { mode: next, followers, countedAt: now() } },
        { upsert: true },
      )
      return { mode: next, followers, isNew: next !== mode }
    },
    pulled: async (_id, at) => {
      await authors.updateOne({ _id }, { $max: { pulledThrough: at } })
    },
    toPull: async () => {
      const found = await authors
        .find({ pulledThrough: { $gte: since() } }, { _id: 1 })
        .limit(pulledAtMost)
        .lean()
      return found.map(({ _id }) => _id)
    },
    counts: async () => ({
      push: await authors.countDocuments({ mode: 'push' }),
      pull: await authors.countDocuments({ mode: 'pull' }),
    }),
  }
}

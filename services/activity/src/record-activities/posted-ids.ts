// Which ids were posted lately and are with the broker, so that a post that comes again is told so; in Redis, and only a courtesy.
import type { Redis } from '@eventflow/runtime/redis'
import type { Activity } from '../activity.js'

type Named = Pick<Activity, 'id' | 'userId'>

export interface PostedIds {
  /** Which of these were. Without Redis none: then they go to the worker once more, who knows them by what is stored. */
  among(activities: readonly Named[]): Promise<Set<string>>
  /** Once the broker has them and not before: an id that was noted and not sent would be lost. */
  note(activities: readonly Named[]): void
}

const keptForMs = 600_000
/** By person: whoever posts the id of somebody else learns nothing about it. */
const keyOf = ({ id, userId }: Named): string => `activity:posted:${userId}:${id}`

export const postedIdsIn = ({ client }: Redis): PostedIds => ({
  among: async (activities) => {
    if (activities.length === 0) return new Set()
    try {
      const found = await client.mGet(activities.map(keyOf))
      return new Set(activities.filter((_, at) => found[at] !== null).map(({ id }) => id))
    } catch {
      return new Set()
    }
  },
  note: (activities) => {
    if (activities.length === 0) return
    const all = client.multi()
    for (const one of activities) all.set(keyOf(one), '1', { expiration: { type: 'PX', value: keptForMs } })
    all.execAsPipeline().catch(() => undefined)
  },
})

// What this service itself knows of how somebody can be reached: noted beside what they chose, for whoever decides.
import type { Models } from '@eventflow/runtime/mongo'
import type { Category, OutsideChannel } from './channels.js'
import type { schemas } from './schemas.js'

export interface WishMarks {
  unsubscribe(what: { userId: string; category: Category; channel: OutsideChannel }): Promise<void>
  /** Notes whether there is anything to send to, as `isReached` sees it after whatever has changed. */
  noteReach(userId: string, channel: 'push' | 'webhook', isReached: () => Promise<boolean>): Promise<void>
}

const looksAtMost = 10

export function wishMarks({ wishes }: Pick<Models<typeof schemas>, 'wishes'>): WishMarks {
  const set = (_id: string, path: string, value: boolean) =>
    wishes.updateOne({ _id }, { $set: { [path]: value } }, { upsert: true })
  return {
    unsubscribe: async ({ userId, category, channel }) => {
      await set(userId, `unsubscribed.${channel}.${category}`, true)
    },
    noteReach: async (userId, channel, isReached) => {
      // Somebody may add one while the last other one is noted as gone: whoever writes looks again afterwards.
      for (let looks = 0; looks < looksAtMost; looks++) {
        const reached = await isReached()
        await set(userId, `reachedBy.${channel}`, reached)
        if ((await isReached()) === reached) return
      }
    },
  }
}

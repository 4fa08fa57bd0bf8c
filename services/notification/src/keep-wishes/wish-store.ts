// What somebody wants to be told, and how and when, as the user service tells it.
import type { Models } from '@eventflow/runtime/mongo'
import { insertNew } from '../insert-new.js'
import type { schemas } from '../schemas.js'

interface Wanted {
  channels: Readonly<Record<string, Readonly<Record<string, boolean>>>>
}

export interface WishStore {
  /** What was told last stays, whichever event comes last. */
  notePreferences(news: { userId: string; version: number; wanted: Wanted }): Promise<void>
  noteProfile(news: { userId: string; version: number; profile: object }): Promise<void>
  /** As somebody wants to be called; nothing where they have not said so. */
  nameOf(userId: string): Promise<string | undefined>
}

export function wishStore({
  wishes,
  contacts,
}: Pick<Models<typeof schemas>, 'wishes' | 'contacts'>): WishStore {
  const note = async (
    _id: string,
    sequence: string,
    { version, facts, over = {} }: { version: number; facts: object; over?: Record<string, 1> },
  ) => {
    await insertNew(wishes, [{ _id }])
    await wishes.updateOne(
      { _id, $or: [{ [sequence]: { $exists: false } }, { [sequence]: { $lt: version } }] },
      { $set: { ...facts, [sequence]: version }, $unset: over },
    )
  }
  return {
    notePreferences: ({ userId, version, wanted }) =>
      note(userId, 'preferencesVersion', { version, facts: wanted, over: chosenAgain(wanted.channels) }),
    noteProfile: ({ userId, version, profile }) =>
      note(userId, 'profileVersion', { version, facts: profile }),
    nameOf: async (userId) => {
      const [wish, contact] = await Promise.all([
        wishes.findById(userId, { displayName: 1 }).lean(),
        contacts.findById(userId, { name: 1 }).lean(),
      ])
      return wish?.displayName ?? contact?.name ?? undefined
    },
  }
}

/** What was stopped from within a message begins again once it is chosen in so many words. */
const chosenAgain = (channels: Wanted['channels']): Record<string, 1> =>
  Object.fromEntries(
    Object.entries(channels).flatMap(([channel, categories]) =>
      Object.keys(categories)
        .filter((category) => categories[category])
        .map((category) => [`unsubscribed.${channel}.${category}`, 1] as const),
    ),
  )

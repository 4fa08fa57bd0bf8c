// What is known of people as readers: when they last looked, what they have seen, and whether their feed is built.
import type { Models } from '@eventflow/runtime/mongo'
import type { schemas } from './schemas.js'

export interface ReaderState {
  lastReadAt: Date
  builtAt?: Date | null
  seenAt?: Date | null
}

export interface ReaderStore {
  find(readerId: string): Promise<ReaderState | undefined>
  /** Of these people, those who have read since then. */
  activeAmong(ids: readonly string[], since: Date): Promise<Set<string>>
  /** From now on entries are written for this reader; of one who is new here, or back, the feed is to be built. */
  visit(readerId: string, at: Date, options: { isNew: boolean }): Promise<void>
  built(readerId: string, at: Date): Promise<void>
  /** The latest time stays. */
  saw(readerId: string, at: Date): Promise<void>
}

export function readerStore({
  models: { readers },
}: {
  models: Pick<Models<typeof schemas>, 'readers'>
}): ReaderStore {
  return {
    find: async (_id) => (await readers.findById(_id).lean()) ?? undefined,
    activeAmong: async (ids, since) => {
      // By ids alone, which every server answers from its index; most of those who are asked about are active.
      const found = await readers.find({ _id: { $in: [...ids] } }, { lastReadAt: 1 }).lean()
      return new Set(found.filter(({ lastReadAt }) => lastReadAt >= since).map(({ _id }) => _id))
    },
    visit: async (_id, lastReadAt, { isNew }) => {
      const change = { $set: { lastReadAt }, ...(isNew && { $unset: { builtAt: 1 } }) }
      await readers.updateOne({ _id }, change, { upsert: true })
    },
    built: async (_id, builtAt) => {
      await readers.updateOne({ _id }, { $set: { builtAt } })
    },
    saw: async (_id, seenAt) => {
      await readers.updateOne(
        { _id },
        { $max: { seenAt }, $setOnInsert: { lastReadAt: new Date(0) } },
        { upsert: true },
      )
    },
  }
}

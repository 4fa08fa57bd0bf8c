// What lies in feeds: lines of ids, put there once each and looked up by the feed they are in.
import type { Clock } from '@eventflow/runtime'
import type { Models } from '@eventflow/runtime/mongo'
import { keyIn, lineId, linesOf } from './activity-key.js'
import type { schemas } from './schemas.js'

/** A line of a feed, wherever it lies. */
export interface Line {
  key: string
  by: string
  kind: string
  addedAt: Date
  /** From when on it counts as new, where that is not when it was added. */
  newSince?: Date | undefined
}

export interface EntryStore {
  /** Puts lines into feeds, each once; answers the owners whose feeds they were new to. */
  add(lines: ReadonlyArray<{ ownerId: string } & Omit<Line, 'addedAt'>>): Promise<string[]>
  /** The newest of a feed, from a key on. */
  newest(ownerId: string, page: { limit: number; from?: string | undefined }): Promise<Line[]>
  /** Takes away what lies behind the first so many. */
  trim(ownerId: string, keep: number): Promise<number>
  remove(ownerId: string, keys: readonly string[]): Promise<number>
}

interface EntryStoreParts {
  models: Pick<Models<typeof schemas>, 'entries'>
  now: Clock
}

interface StoredLine {
  _id: string
  by: string
  kind: string
  addedAt: Date
  newSince?: Date | null
}

const atOnce = 1_000

export function entryStore({ models: { entries }, now }: EntryStoreParts): EntryStore {
  return {
    add: async (lines) => {
      const added: string[] = []
      for (let from = 0; from < lines.length; from += atOnce) {
        const some = lines.slice(from, from + atOnce)
        const there = await insertNew(some.map((line) => documentOf(line, now())))
        for (const [index, { ownerId }] of some.entries()) if (!there.has(index)) added.push(ownerId)
      }
      return added
    },
    newest: async (ownerId, { limit, from }) => {
      const range = linesOf(ownerId)
      const _id = from === undefined ? range : { ...range, $gte: lineId(ownerId, from) }
      const found = (await entries.find({ _id }).sort({ _id: 1 }).limit(limit).lean()) as StoredLine[]
      return found.map(({ _id: id, newSince, ...line }) => ({
        ...line,
        key: keyIn(id),
        newSince: newSince ?? undefined,
      }))
    },
    trim: async (ownerId, keep) => {
      const range = linesOf(ownerId)
      const [last] = await entries
        .find({ _id: range }, { _id: 1 })
        .sort({ _id: 1 })
        .skip(keep)
        .limit(1)
        .lean()
      if (!last) return 0
      return (await entries.deleteMany({ _id: { $gte: last._id, $lt: range.$lt } })).deletedCount
    },
    remove: async (ownerId, keys) => {
      const ids = keys.map((key) => lineId(ownerId, key))
      return ids.length === 0 ? 0 : (await entries.deleteMany({ _id: { $in: ids } })).deletedCount
    },
  }

  /** Past mongoose, which would look at every field of what we have just made; answers which were there. */
  async function insertNew(documents: StoredLine[]): Promise<Set<number>> {
    try {
      await entries.collection.insertMany(documents as never[], { ordered: false })
      return new Set()
    } catch (error) {
      const { writeErrors } = error as {
        writeErrors?: Array<{ index: number; code: number }> | { index: number; code: number }
      }
      const refused = [writeErrors ?? []].flat()
      if (refused.length === 0 || refused.some(({ code }) => code !== 11_000)) throw error
      return new Set(refused.map(({ index }) => index))
    }
  }
}

const documentOf = (
  { ownerId, key, by, kind, newSince }: { ownerId: string } & Omit<Line, 'addedAt'>,
  addedAt: Date,
): StoredLine => ({ _id: lineId(ownerId, key), by, kind, addedAt, ...(newSince && { newSince }) })

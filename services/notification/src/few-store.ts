// Lists that are short and one person's: each lies in one document, so that its bound holds whoever writes at the same time.
import type { ErrorKind } from '@eventflow/runtime'
import type { Model } from 'mongoose'
import { ListBusy } from './errors.js'

export interface FewStore<T> {
  /** In no order that counts. */
  of(userId: string): Promise<readonly T[]>
  has(userId: string): Promise<boolean>
  find(userId: string, id: string): Promise<T | undefined>
  /** Puts it in the place of one with the same id; refuses one more than there may be. */
  put(userId: string, item: T): Promise<void>
  /**
   * Writes what `next` makes of it; a change by somebody else in between lets it look again. `undefined` takes it away.
   * Answers what it was and is, or nothing when there is no such item.
   */
  change(
    userId: string,
    id: string,
    next: (item: T) => T | undefined,
  ): Promise<{ before: T; after: T | undefined } | undefined>
}

export interface FewDocument {
  _id: string
  revision: number
  items: unknown[]
}

interface FewBounds {
  atMost: number
  tooMany: ErrorKind
}

/** Each time somebody else was faster, who has then succeeded. */
const triesAtMost = 20
const alreadyThere = 11_000

export function fewStore<T extends { id: string }>(
  model: Model<FewDocument>,
  { atMost, tooMany }: FewBounds,
): FewStore<T> {
  const read = async (_id: string) => {
    const found = await model.findById(_id).lean()
    return { revision: found?.revision ?? 0, items: (found?.items ?? []) as T[] }
  }
  /** Answers whether nobody else has written since. */
  const write = async (_id: string, revision: number, items: readonly T[]) => {
    const next = { $set: { items: [...items] }, $inc: { revision: 1 } }
    try {
      const { matchedCount, upsertedCount } = await model.updateOne({ _id, revision }, next, {
        upsert: revision === 0,
      })
      return matchedCount + upsertedCount > 0
    } catch (error) {
      if ((error as { code?: unknown }).code === alreadyThere) return false
      throw error
    }
  }
  const of = async (userId: string) => (await read(userId)).items

  return {
    of,
    has: async (userId) => (await of(userId)).length > 0,
    find: async (userId, id) => (await of(userId)).find((one) => one.id === id),
    put: async (userId, item) => {
      for (let tries = 0; tries < triesAtMost; tries++) {
        const { revision, items } = await read(userId)
        const others = items.filter(({ id }) => id !== item.id)
        if (others.length >= atMost) throw tooMany({ detail: `There are ${atMost} at the most.` })
        if (await write(userId, revision, [...others, item])) return
      }
      throw ListBusy({ retryAfterSeconds: 1 })
    },
    change: async (userId, id, next) => {
      for (let tries = 0; tries < triesAtMost; tries++) {
        const { revision, items } = await read(userId)
        const before = items.find((one) => one.id === id)
        if (!before) return undefined
        const after = next(before)
        if (after === before) return { before, after }
        const all = items.flatMap((one) => (one !== before ? [one] : after ? [after] : []))
        if (await write(userId, revision, all)) return { before, after }
      }
      throw ListBusy({ retryAfterSeconds: 1 })
    },
  }
}

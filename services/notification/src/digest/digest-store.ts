// Digests: opened by whoever has something to put in first, closed once; the only file that knows how they lie in the database.
import type { Clock } from '@eventflow/runtime'
import type { Models } from '@eventflow/runtime/mongo'
import type { Category } from '../channels.js'
import type { DigestItem } from '../delivery.js'
import type { schemas } from '../schemas.js'
import type { DigestEntry } from './digest.js'
import { puttingIn } from './put-in.js'

export interface ClaimedDigest {
  id: string
  userId: string
  category: Category
  channel: 'email' | 'push'
  entries: DigestItem[]
  heldUntil: Date
}

export interface DigestStore {
  /** Puts what is not in yet into the digest that is open, or into the next one when that was closed meanwhile. */
  add(entries: readonly DigestEntry[]): Promise<void>
  /** Takes one that is due: from here on nothing is put in any more. */
  claim(holdMs: number): Promise<ClaimedDigest | undefined>
  /** What is in it now: less than before where something was read meanwhile. */
  entriesOf(id: string): Promise<DigestItem[]>
  close(claimed: ClaimedDigest): Promise<void>
  /** Takes out what somebody has read; answers the digests that are closed or about to be, and had something of it. */
  takeOut(userId: string, eventIds: readonly string[]): Promise<string[]>
  /** When what was put in will come. */
  dueOf(userId: string, eventId: string): Promise<Array<{ channel: string; dueAt?: Date }>>
  forget(before: Date): Promise<number>
}

export type DigestModel = Models<typeof schemas>['digests']

export interface StoredDigest extends Omit<ClaimedDigest, 'id' | 'heldUntil'> {
  _id: string
  state: string
  dueAt?: Date
}

export function digestStore({
  models: { digests },
  now,
}: {
  models: { digests: DigestModel }
  now: Clock
}): DigestStore {
  return {
    add: puttingIn({ digests, now }),
    claim: async (holdMs) => {
      const heldUntil = new Date(now().getTime() + holdMs)
      const found = (await digests
        .findOneAndUpdate(
          { dueAt: { $lte: now() } },
          { $set: { state: 'closing', dueAt: heldUntil } },
          { sort: { dueAt: 1 } },
        )
        .lean()) as unknown as StoredDigest | null
      if (!found) return undefined
      const { _id: id, userId, category, channel, entries } = found
      return { id, userId, category, channel, entries, heldUntil }
    },
    entriesOf: async (id) => {
      const found = (await digests.findById(id).lean()) as unknown as StoredDigest | null
      return found?.entries ?? []
    },
    close: async ({ id: _id, heldUntil }) => {
      await digests.updateOne(
        { _id, dueAt: heldUntil },
        { $set: { state: 'closed', closedAt: now() }, $unset: { dueAt: 1 } },
      )
    },
    takeOut: async (userId, eventIds) => {
      const having = {
        _id: { $gt: `${userId}:`, $lt: `${userId}:~` },
        'entries.eventId': { $in: [...eventIds] },
      }
      const found = (await digests.find(having).lean()) as unknown as StoredDigest[]
      const ids = found.map(({ _id }) => _id)
      if (ids.length > 0)
        await digests.updateMany({ _id: { $in: ids } }, {
          $pull: { entries: { eventId: { $in: [...eventIds] } } },
        } as never)
      // One that is found open may be closed by now: whoever closes it looks again.
      return ids
    },
    dueOf: async (userId, eventId) => {
      const having = { _id: { $gt: `${userId}:`, $lt: `${userId}:~` }, 'entries.eventId': eventId }
      const found = (await digests.find(having).lean()) as unknown as StoredDigest[]
      return found.map(({ channel, dueAt, state }) => ({
        channel,
        ...(state === 'open' && dueAt ? { dueAt } : {}),
      }))
    },
    forget: async (before) => (await digests.deleteMany({ closedAt: { $lt: before } })).deletedCount,
  }
}

// Announcements that are made, being told, or told; the only file that knows how they lie in the database.
import { type Clock, currentStory } from '@eventflow/runtime'
import type { Models } from '@eventflow/runtime/mongo'
import type { schemas } from '../schemas.js'
import type { Announcement, ClaimedAnnouncement } from './announcement.js'

export interface AnnouncementStore {
  /** Answers whether it was new. */
  make(announcement: Announcement): Promise<boolean>
  /** Takes one for a while: this one if it is due, or whichever has been due longest. */
  claim(holdMs: number, id?: string): Promise<ClaimedAnnouncement | undefined>
  /** Everybody up to this one was told; answers whether it is still ours, and until when. */
  advance(claimed: ClaimedAnnouncement, after: string, holdMs: number): Promise<Date | undefined>
  finish(claimed: ClaimedAnnouncement): Promise<void>
  /** To be tried again later. */
  postpone(claimed: ClaimedAnnouncement, waitMs: number): Promise<void>
  /** How many of these are being told at the moment. */
  underWay(ids: readonly string[]): Promise<number>
  waiting(): Promise<{ count: number }>
  forget(before: Date): Promise<number>
}

type Model = Models<typeof schemas>['announcements']

interface Stored extends Omit<ClaimedAnnouncement, 'id' | 'heldUntil'> {
  _id: string
}

export function announcementStore({
  models: { announcements },
  now,
}: {
  models: { announcements: Model }
  now: Clock
}): AnnouncementStore {
  const heldBy = ({ id: _id, heldUntil }: ClaimedAnnouncement) => ({ _id, dueAt: heldUntil })
  return {
    make: async ({ id: _id, ...facts }) => {
      const { upsertedCount } = await announcements.updateOne(
        { _id },
        { $setOnInsert: { ...facts, story: currentStory(), attempts: 0, dueAt: now() } },
        { upsert: true },
      )
      return upsertedCount > 0
    },
    claim: async (holdMs, id) => {
      const heldUntil = new Date(now().getTime() + holdMs)
      const found = await announcements
        .findOneAndUpdate(
          { ...(id === undefined ? {} : { _id: id }), dueAt: { $lte: now() } },
          { $set: { dueAt: heldUntil } },
          { sort: { dueAt: 1 } },
        )
        .lean<Stored>()
      if (!found) return undefined
      const { _id, ...facts } = found
      return { ...facts, id: _id, heldUntil }
    },
    advance: async (claimed, after, holdMs) => {
      const dueAt = new Date(now().getTime() + holdMs)
      const { matchedCount } = await announcements.updateOne(heldBy(claimed), { $set: { after, dueAt } })
      return matchedCount > 0 ? dueAt : undefined
    },
    finish: async (claimed) => {
      await announcements.updateOne(heldBy(claimed), {
        $set: { doneAt: now() },
        $unset: { dueAt: 1, facts: 1, to: 1, after: 1, story: 1 },
      })
    },
    postpone: async (claimed, waitMs) => {
      const dueAt = new Date(now().getTime() + waitMs)
      await announcements.updateOne(heldBy(claimed), { $set: { dueAt }, $inc: { attempts: 1 } })
    },
    underWay: (ids) => announcements.countDocuments({ _id: { $in: [...ids] }, dueAt: { $exists: true } }),
    waiting: async () => ({ count: await announcements.countDocuments({ dueAt: { $exists: true } }) }),
    forget: async (before) => (await announcements.deleteMany({ doneAt: { $lt: before } })).deletedCount,
  }
}

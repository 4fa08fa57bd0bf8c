// How a reaction has people told of something: noted first, so that it outlives the message, and told right after.
import { type Envelope, ignore } from '@eventflow/backbone'
import type { Announcement } from './announcement.js'
import type { AnnouncementStore } from './announcement-store.js'

export type Announce = (
  envelope: Pick<Envelope, 'id' | 'type' | 'at'>,
  what: Omit<Announcement, 'id' | 'type' | 'at'>,
) => Promise<ReturnType<typeof ignore> | undefined>

interface AnnouncingParts {
  announcements: Pick<AnnouncementStore, 'make'>
  nudge: (id: string) => void
}

export const announcing =
  ({ announcements, nudge }: AnnouncingParts): Announce =>
  async ({ id, type, at }, what) => {
    if (!(await announcements.make({ id, type, at, ...what }))) return ignore('it was announced already')
    nudge(id)
    return undefined
  }

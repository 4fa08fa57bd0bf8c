// Something that people are to be told: what happened, whose doing it was, and whom it concerns.
import type { Story } from '@eventflow/runtime'

export interface Announcement {
  /** Of the event, whose id this is too. */
  id: string
  type: string
  at: Date
  /** Which words it is told in. */
  template: string
  /** Whose doing it was, where that is somebody else's than whom it is told. */
  actorId?: string
  /** The one person whom it concerns; of announcements to followers nobody. */
  personId?: string
  actionId?: string
  facts: Facts
  /** Further addresses to mail it to, as an event names them. */
  to?: readonly string[]
}

/** What its words are made of. */
export interface Facts {
  title?: string
  dueAt?: string
  ip?: string
  userAgent?: string
}

/** In the hands of whoever tells people of it. */
export interface ClaimedAnnouncement extends Announcement {
  /** The last of the audience that was told. */
  after?: string
  /** Of the event: what is said of it belongs there. */
  story?: Story
  heldUntil: Date
  attempts: number
}

// What is told together instead of one by one: for each person, category and channel what came up to a certain moment.
import type { Category } from '../channels.js'
import { endOfHour } from '../decide/decide.js'
import { localDay, momentOf } from '../decide/zone.js'
import type { DigestItem } from '../delivery.js'

export interface DigestEntry {
  userId: string
  category: Category
  channel: 'email' | 'push'
  rhythm: 'hourly' | 'daily'
  timeZone: string
  decidedAt: Date
  item: DigestItem
}

/** When the day's news come, by the clock on the wall. */
const dailyAt = { hour: 8, minute: 0 }

/** The first end of a digest after this moment. */
export function endOfDigest(
  { rhythm, timeZone }: Pick<DigestEntry, 'rhythm' | 'timeZone'>,
  after: Date,
): Date {
  if (rhythm === 'hourly') return endOfHour(after)
  const today = localDay(after, timeZone)
  const ends = [0, 1].map((days) =>
    momentOf({ ...today, day: today.day + days, ...dailyAt }, timeZone, 'earlier'),
  )
  return ends.find((end) => end > after) ?? endOfHour(after)
}

export const digestIdOf = ({ userId, category, channel }: DigestEntry, end: Date): string =>
  `${userId}:${category}:${channel}:${end.toISOString()}`

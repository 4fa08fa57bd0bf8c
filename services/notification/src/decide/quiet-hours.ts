// When somebody wants quiet, by the clock on their wall: nights that a change of summer time makes shorter or longer included.
import { localDay, localTimeOf, momentOf, weekdayOf } from './zone.js'

export interface QuietHours {
  from: string
  to: string
  timeZone: string
  /** The days on which they begin; all of them where none are named. */
  days?: readonly string[] | null
}

/** They may follow each other without a gap, each day's beginning when the last one's end. */
const nightsAtMost = 9

/** Until when it is quiet, or nothing when it is not. */
export function quietUntil(hours: QuietHours, now: Date): Date | undefined {
  let until: Date | undefined
  for (let nights = 0; nights < nightsAtMost; nights++) {
    const end = endOfNightAround(hours, until ?? now)
    if (!end) return until
    until = end
  }
  return until
}

/** The night that has begun and not ended: it began today, or yesterday where it passes midnight. */
function endOfNightAround(hours: QuietHours, at: Date): Date | undefined {
  const { timeZone } = hours
  const today = localDay(at, timeZone)
  for (const back of [0, 1]) {
    const day = { ...today, day: today.day - back }
    if (hours.days && !hours.days.includes(weekdayOf(day))) continue
    const passesMidnight = hours.to <= hours.from
    const from = momentOf({ ...day, ...localTimeOf(hours.from) }, timeZone, 'earlier')
    const lastDay = passesMidnight ? { ...day, day: day.day + 1 } : day
    // Where an hour comes twice the night ends with the second one: it is one night, not two with noise in between.
    const to = momentOf({ ...lastDay, ...localTimeOf(hours.to) }, timeZone, 'later')
    if (from <= at && at < to) return to
  }
  return undefined
}

// Between moments and the clocks on walls, by the time zones that the runtime knows.

export interface LocalDay {
  year: number
  /** From 1 on. */
  month: number
  /** May be outside the month: the day before the first is the last of the month before. */
  day: number
}

interface LocalTime {
  hour: number
  minute: number
}

const minuteMs = 60_000
const dayMs = 86_400_000
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const

/** Making one costs a hundred times as much as asking it. There are some six hundred zones, so it is bounded. */
const clocks = new Map<string, Intl.DateTimeFormat>()

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone)
  if (known) return known
  const clock = new Intl.DateTimeFormat('en-US-u-ca-gregory', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  clocks.set(timeZone, clock)
  return clock
}

/** How far the wall is ahead of UTC at this moment. */
function offsetMs(at: number, timeZone: string): number {
  const parts: Record<string, number> = {}
  for (const { type, value } of clockOf(timeZone).formatToParts(at)) parts[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1_000) * 1_000
}

export function localDay(at: Date, timeZone: string): LocalDay {
  const wall = new Date(at.getTime() + offsetMs(at.getTime(), timeZone))
  return { year: wall.getUTCFullYear(), month: wall.getUTCMonth() + 1, day: wall.getUTCDate() }
}

export const weekdayOf = ({ year, month, day }: LocalDay): string =>
  weekdays[new Date(Date.UTC(year, month - 1, day)).getUTCDay()] ?? 'sun'

/** Of `22:30`. */
export function localTimeOf(text: string): LocalTime {
  const [hour = 0, minute = 0] = text.split(':').map(Number)
  return { hour, minute }
}

/**
 * The moment at which the wall shows this. What it shows twice is the earlier or the later one, as is asked for; what it
 * never shows, since the clock is put forward over it, is the moment at which it is put forward.
 */
export function momentOf(
  { year, month, day, hour, minute }: LocalDay & LocalTime,
  timeZone: string,
  twice: 'earlier' | 'later',
): Date {
  const wall = Date.UTC(year, month - 1, day, hour, minute)
  // A zone changes its clocks at most once within two days.
  const [before, after] = [offsetMs(wall - dayMs, timeZone), offsetMs(wall + dayMs, timeZone)]
  const shown = [...new Set([wall - before, wall - after])]
    .filter((at) => at + offsetMs(at, timeZone) === wall)
    .sort((a, b) => a - b)
  const found = twice === 'earlier' ? shown[0] : shown.at(-1)
  return new Date(found ?? changeBetween(wall - after, wall - before, timeZone))
}

/** The minute at which the clock is put forward, by halving. */
function changeBetween(from: number, to: number, timeZone: string): number {
  const old = offsetMs(from, timeZone)
  let [last, first] = [from, to]
  while (first - last > minuteMs) {
    const middle = Math.floor((last + first) / 2 / minuteMs) * minuteMs
    if (offsetMs(middle, timeZone) === old) last = middle
    else first = middle
  }
  return first
}

// What the clock on the wall of a time zone shows, and when it shows that: as milliseconds, as if the zone were UTC.

const dayMs = 86_400_000
const zonesAtMost = 1_000

const clocks = new Map<string, Intl.DateTimeFormat>()

function clockIn(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone)
  if (known) return known
  // To make one costs far more than to ask it.
  if (clocks.size >= zonesAtMost) clocks.clear()
  const clock = new Intl.DateTimeFormat('en-u-ca-iso8601-nu-latn', {
    timeZone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
  })
  clocks.set(timeZone, clock)
  return clock
}

export function wallTimeOf(instantMs: number, timeZone: string): number {
  const shown: Record<string, number> = {}
  for (const { type, value } of clockIn(timeZone).formatToParts(instantMs)) shown[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown
  return Date.UTC(year, month - 1, day, hour, minute, second) + (((instantMs % 1_000) + 1_000) % 1_000)
}

/**
 * A time that comes twice, when clocks are put back, is the first of the two. One that is left out, when they are put
 * forward, is as long after the gap began as it would have been: half past two becomes half past three (RFC 5545, 3.3.5).
 */
export function instantOf(wallMs: number, timeZone: string): number {
  const offsetAt = (instantMs: number) => wallTimeOf(instantMs, timeZone) - instantMs
  const withOffsetBefore = wallMs - offsetAt(wallMs - dayMs)
  const withOffsetAfter = wallMs - offsetAt(wallMs + dayMs)
  const shows = (instantMs: number) => wallTimeOf(instantMs, timeZone) === wallMs
  const [first] = [withOffsetBefore, withOffsetAfter].filter(shows).sort((one, other) => one - other)
  return first ?? withOffsetBefore
}

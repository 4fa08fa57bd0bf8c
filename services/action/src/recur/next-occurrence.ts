// When something that repeats is due next: counted on the wall clock of its time zone, so that nine o'clock stays nine o'clock.
import type { Rule } from './rule.js'
import { instantOf, wallTimeOf } from './wall-clock.js'

const dayMs = 86_400_000
const weekMs = 7 * dayMs
/** The first of January 1970 was a Thursday: this many days after a Monday. */
const daysAfterMonday = 3
/** Behind it no moment can be written with a year of four digits. */
const lastMs = Date.UTC(9999, 11, 30)

interface Repeating {
  rule: Rule
  timeZone: string
  /** When it was due for the first time: its time of day, and its day of the week, the month or the year, is that of all. */
  from: Date
}

/** The first time after `after`; undefined when there is none, or none before the end of the rule. */
export function nextOccurrence({ rule, timeZone, from }: Repeating, after: Date): Date | undefined {
  const first = wallTimeOf(from.getTime(), timeZone)
  const wall = nextOf[rule.frequency](rule, first, wallTimeOf(after.getTime(), timeZone))
  if (!(wall < lastMs)) return undefined
  const next = instantOf(wall, timeZone)
  return rule.untilMs !== undefined && next > rule.untilMs ? undefined : new Date(next)
}

type NextWallTime = (rule: Rule, firstMs: number, afterMs: number) => number

const nextOf: Record<Rule['frequency'], NextWallTime> = {
  DAILY: ({ interval }, first, after) => firstBehind(first, after, interval * dayMs),
  WEEKLY: nextWeekly,
  MONTHLY: ({ interval }, first, after) => nextMonthly(interval, first, after),
  YEARLY: ({ interval }, first, after) => nextMonthly(12 * interval, first, after),
}

const firstBehind = (first: number, after: number, stepMs: number): number =>
  first + Math.max(1, Math.floor((after - first) / stepMs) + 1) * stepMs

function nextWeekly({ interval, weekdays }: Rule, first: number, after: number): number {
  if (weekdays.length === 0) return firstBehind(first, after, interval * weekMs)
  const time = ((first % dayMs) + dayMs) % dayMs
  const mondayOf = (wall: number) =>
    Math.floor((wall / dayMs + daysAfterMonday) / 7) * weekMs - daysAfterMonday * dayMs
  const firstMonday = mondayOf(first)
  const turns = Math.max(0, Math.floor((mondayOf(after) - firstMonday) / (interval * weekMs)))
  for (const turn of [turns, turns + 1]) {
    const monday = firstMonday + turn * interval * weekMs
    const day = weekdays.find((one) => monday + one * dayMs + time > Math.max(after, first))
    if (day !== undefined) return monday + day * dayMs + time
  }
  return Number.POSITIVE_INFINITY
}

/** A month without the day has it on its last one, and the next goes back to the day: RFC 7529 calls it SKIP=BACKWARD. */
function nextMonthly(step: number, first: number, after: number): number {
  const began = new Date(first)
  const passed = new Date(after)
  const months =
    12 * (passed.getUTCFullYear() - began.getUTCFullYear()) + passed.getUTCMonth() - began.getUTCMonth()
  const turn = Math.max(1, Math.floor(months / step))
  const here = inMonth(began, turn * step)
  return here > after ? here : inMonth(began, (turn + 1) * step)
}

function inMonth(began: Date, monthsLater: number): number {
  const [year, month] = [began.getUTCFullYear(), began.getUTCMonth() + monthsLater]
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
  return (
    Date.UTC(year, month, Math.min(began.getUTCDate(), lastDay)) +
    (((began.getTime() % dayMs) + dayMs) % dayMs)
  )
}

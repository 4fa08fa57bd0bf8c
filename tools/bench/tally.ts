// Counts messages in and out: how many, how fast, which were lost on the way and which came twice.
import { createHistogram } from 'node:perf_hooks'

export interface Tally {
  /** Its clock starts. */
  sent(number: number): void
  /** Its clock starts again, unless it was handled meanwhile. */
  sentOnlyNow(number: number): void
  /** At a moment of the same clock; now, if none is said. */
  handled(number: number, at?: number): void
  /** Handled so far, each number once. */
  count(): number
  /** Sent and not handled yet; what stays so is lost. */
  missing(): number
  /** Handled again, or never sent at all. */
  doubled(): number
  /** Of the times from sent to handled. */
  percentileMs(percentile: number): number
}

const longestMicros = 600_000_000

/** Holds only what is on its way, so that it does not grow with the run. */
export function createTally(now: () => number = () => performance.now()): Tally {
  const underWay = new Map<number, number>()
  const times = createHistogram({ lowest: 1, highest: longestMicros, figures: 3 })
  let count = 0
  let doubled = 0
  return {
    sent: (number) => void underWay.set(number, now()),
    sentOnlyNow: (number) => {
      if (underWay.has(number)) underWay.set(number, now())
    },
    handled: (number, at = now()) => {
      const sentAt = underWay.get(number)
      if (sentAt === undefined) {
        doubled++
        return
      }
      underWay.delete(number)
      count++
      times.record(Math.min(longestMicros, Math.max(1, Math.round((at - sentAt) * 1_000))))
    },
    count: () => count,
    missing: () => underWay.size,
    doubled: () => doubled,
    percentileMs: (percentile) => (count === 0 ? Number.NaN : times.percentile(percentile) / 1_000),
  }
}

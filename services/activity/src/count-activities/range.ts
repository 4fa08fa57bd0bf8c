// Which time is counted: what was asked for, within bounds, since each hour of it is an item of the answer.
import { RangeTooLong } from '../errors.js'

type Bucket = 'hour' | 'day'

interface Asked {
  bucket: Bucket
  from: string | undefined
  to: string | undefined
  now: Date
}

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const usualMs = { hour: dayMs, day: 30 * dayMs }
const longestMs = { hour: 31 * dayMs, day: 366 * dayMs }

/** Up to now, for as long as is usual, unless said otherwise. Clocks of others may be ahead, hence a little more than now. */
export function rangeOf({ bucket, from, to, now }: Asked): { from: string; to: string } {
  const end = to === undefined ? now.getTime() + hourMs : Date.parse(to)
  const begin = from === undefined ? end - usualMs[bucket] - hourMs : Date.parse(from)
  // What was not said is not the fault of whoever asks: an open end is as far away as is allowed.
  const last = to === undefined && from !== undefined ? Math.min(end, begin + longestMs[bucket]) : end
  if (last - begin > longestMs[bucket])
    throw RangeTooLong({
      detail: `By ${bucket} at most ${longestMs[bucket] / dayMs} days are counted at once.`,
    })
  return { from: new Date(begin).toISOString(), to: new Date(last).toISOString() }
}

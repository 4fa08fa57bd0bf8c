// Whether something grows: the last quarter of what was seen against the second one, since the first is for warming up.
import { median } from './measure.js'

export function growthOf(seen: readonly number[]): number {
  const quarter = Math.floor(seen.length / 4)
  return median(seen.slice(-quarter)) - median(seen.slice(quarter, 2 * quarter))
}

// A feed as people read it: activities of one verb, one kind of thing and one day are one item.
import { factsIn, type Verb } from './activity-key.js'
import type { Line } from './entry-store.js'

export interface Group {
  /** `<day>:<verb>:<kind>`. */
  id: string
  verb: Verb
  /** Newest first, each activity once. */
  lines: Line[]
}

/**
 * Groups in the order of their newest line. What happened again is where it happened last: an activity that has been
 * met counts no second time. The lines come newest first.
 */
export function groupsOf(lines: readonly Line[]): Group[] {
  const groups = new Map<string, Group>()
  const met = new Set<string>()
  for (const line of lines) {
    const { at, verb, activityId } = factsIn(line.key)
    if (met.has(activityId)) continue
    met.add(activityId)
    const id = `${at.toISOString().slice(0, 10)}:${verb}:${line.kind}`
    const group = groups.get(id) ?? { id, verb, lines: [] }
    groups.set(id, group)
    group.lines.push(line)
  }
  return [...groups.values()]
}

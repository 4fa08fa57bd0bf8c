// One page of a feed: which groups come next in this walk, and what each of them shows.
import type { Seek } from '@eventflow/http'
import type { Clock } from '@eventflow/runtime'
import { momentOf } from '../activity-key.js'
import type { Line } from '../entry-store.js'
import { type Group, groupsOf } from '../groups.js'
import type { Hydrator, Shown } from '../hydrate.js'
import { actorsAtMost, nameless, objectOf, objectsAtMost, timeOf } from '../shapes.js'

/** Where a walk began: what came later is not in it. */
export interface Beginning {
  /** The newest that there could be. */
  from: string
  takenAtMs: number
}

export interface PlacedGroup {
  group: Group
  shown: readonly Shown[]
  beginning: Beginning
}

interface PageParts {
  hydrate: Hydrator
  now: Clock
}

export const positionOf = ({ group, beginning }: PlacedGroup) =>
  [group.id, group.lines[0]?.key ?? '', beginning.from, beginning.takenAtMs] as const

export function beginningOf(from: Seek['from'], now: Clock): Beginning {
  if (from) return { from: String(from[2]), takenAtMs: Number(from[3]) }
  const at = now()
  return { from: momentOf(at), takenAtMs: at.getTime() }
}

/** What was in the feed when the walk began. */
const linesAt = (lines: readonly Line[], { from, takenAtMs }: Beginning): Line[] =>
  lines.filter(({ key, addedAt }) => key >= from && addedAt.getTime() <= takenAtMs)

/** A group keeps its place though all of it may have gone meanwhile; then nothing is shown of it. */
export async function groupsFrom(
  { hydrate }: Pick<PageParts, 'hydrate'>,
  walk: { readerId: string; lines: readonly Line[]; seek: Seek; beginning: Beginning },
): Promise<PlacedGroup[]> {
  const { readerId, seek, beginning } = walk
  const rest = groupsBeyond(groupsOf(linesAt(walk.lines, beginning)), seek)
  const found: PlacedGroup[] = []
  for (let at = 0; at < rest.length && found.length < seek.limit; at += seek.limit) {
    const some = rest.slice(at, at + seek.limit)
    const lines = some.flatMap((group) => group.lines)
    const byKey = new Map((await hydrate.visible(readerId, lines, 'feed')).map((one) => [one.line.key, one]))
    for (const group of some) {
      const shown = group.lines.flatMap(({ key }) => byKey.get(key) ?? [])
      if (shown.length > 0) found.push({ group, shown, beginning })
    }
  }
  return found.slice(0, seek.limit)
}

function groupsBeyond(groups: readonly Group[], { from, backwards }: Seek): Group[] {
  if (!from) return [...groups]
  const [id, newest] = from.map(String)
  const known = groups.findIndex((group) => group.id === id)
  // Its last line has been trimmed: what was behind it is still behind.
  const later = groups.findIndex(({ lines }) => (lines[0]?.key ?? '') > (newest ?? ''))
  const behind = known >= 0 ? known + 1 : later >= 0 ? later : groups.length
  return backwards ? groups.slice(0, known >= 0 ? known : behind).reverse() : groups.slice(behind)
}

/** As it is answered. */
export async function showGroups({ hydrate }: Pick<PageParts, 'hydrate'>, groups: readonly PlacedGroup[]) {
  const actorsIn = ({ shown }: PlacedGroup) =>
    [...new Set(shown.map(({ line }) => line.by))].slice(0, actorsAtMost)
  const people = await hydrate.named([...new Set(groups.flatMap(actorsIn))])
  return new Map(
    groups.map((placed) => {
      const { group, shown } = placed
      const objects = new Map(shown.map(({ action }) => [action.id, objectOf(action)]))
      const facts = shown[0]?.facts
      return [
        group.id,
        {
          id: group.id,
          verb: group.verb,
          actors: actorsIn(placed).map((id) => people.get(id) ?? nameless(id)),
          objects: [...objects.values()].slice(0, objectsAtMost),
          count: shown.length,
          publishedAt: facts && timeOf(facts),
        },
      ] as const
    }),
  )
}

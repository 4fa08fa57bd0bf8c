// Compares what a feed shows, group by group, with what it must show.
import { activityIdOf, type ExpectedFeed } from './expected-feed.js'

/** As `GET /v1/feed` answers it. */
export interface ShownGroup {
  id: string
  verb: string
  actors: ReadonlyArray<{ id: string }>
  /** The newest of what the group is about, not all. */
  objects: ReadonlyArray<{ id: string; kind: string }>
  count: number
}

const objectsShownAtMost = 5

/** Each finding is a sentence; none means that the feed is right. */
export function judgeFeed(expected: ExpectedFeed, groups: readonly ShownGroup[]): string[] {
  return [
    ...repeats(groups.map(({ id }) => id)).map((id) => `the group ${id} came twice`),
    ...groups.flatMap((group) => wrongIn(group, expected)),
    ...wrongCounts(expected, groups),
    ...missing(expected, groups),
  ]
}

const shownIn = ({ verb, objects }: ShownGroup): string[] => objects.map(({ id }) => activityIdOf(id, verb))

function wrongIn(group: ShownGroup, expected: ExpectedFeed): string[] {
  const { id, objects, actors, count } = group
  const authors = new Set([...expected.values()].map(({ author }) => author))
  const length = Math.min(count, objectsShownAtMost)
  return [
    ...shownIn(group)
      .filter((activity) => !expected.has(activity))
      .map((activity) => `it shows ${activity}, which it must not`),
    ...actors
      .filter((actor) => !authors.has(actor.id))
      .map((actor) => `it names ${actor.id}, who is not to be seen`),
    ...(objects.length === length ? [] : [`${id} shows ${objects.length} objects of ${count}`]),
  ]
}

/** A group shows a few of many, but counts them all. */
function wrongCounts(expected: ExpectedFeed, groups: readonly ShownGroup[]): string[] {
  const sorts = new Set([...[...expected.values()].map(sortOf), ...groups.map(sortOfGroup)])
  return [...sorts].flatMap((sort) => {
    const wanted = [...expected.values()].filter((one) => sortOf(one) === sort).length
    const own = groups.filter((group) => sortOfGroup(group) === sort)
    const found = own.reduce((sum, { count }) => sum + count, 0)
    return found === wanted ? [] : [`${sort}: ${found} counted, ${wanted} expected`]
  })
}

const sortOf = ({ verb, kind }: { verb: string; kind: string }): string => `${verb} ${kind}`
const sortOfGroup = ({ verb, objects: [first] }: ShownGroup): string =>
  sortOf({ verb, kind: first?.kind ?? 'nothing' })

/** Where all groups of a sort show everything that they count, each single one can be looked for. */
function missing(expected: ExpectedFeed, groups: readonly ShownGroup[]): string[] {
  const shown = new Set(groups.flatMap(shownIn))
  const cut = new Set(groups.filter(({ count, objects }) => count > objects.length).map(sortOfGroup))
  return [...expected]
    .filter(([activity, one]) => !shown.has(activity) && !cut.has(sortOf(one)))
    .map(([activity]) => `${activity} is missing`)
}

const repeats = (ids: readonly string[]): string[] => [
  ...new Set(ids.filter((id, index) => ids.indexOf(id) !== index)),
]

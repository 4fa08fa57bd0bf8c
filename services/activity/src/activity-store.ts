// Activities in, activities out; the only file that knows how they lie in the database.
import type { Seek } from '@eventflow/http'
import type { Clock } from '@eventflow/runtime'
import type { Models } from '@eventflow/runtime/mongo'
import type { Activity, Properties } from './activity.js'
import { facetOf, facetsOf } from './facets.js'
import { keptSince } from './forget-old-activities.js'
import type { schemas } from './schemas.js'

/** What a list is narrowed to; nothing of it means all there are. */
export interface Filter {
  userId?: string | undefined
  type?: string | undefined
  from?: string | undefined
  /** Excluded, so that ranges can stand side by side. */
  to?: string | undefined
  /** Value by path. */
  properties: Readonly<Record<string, string>>
}

export interface StoredActivity {
  id: string
  userId: string
  type: string
  occurredAt: Date
  receivedAt: Date
  properties: Properties
}

export interface Count {
  type: string
  /** When the hour or the day began, in UTC. */
  bucket: string
  count: number
}

export interface ActivityStore {
  find(id: string): Promise<StoredActivity | undefined>
  /** The newest first. */
  list(filter: Filter, seek: Seek): Promise<StoredActivity[]>
  /** How many of each type in each hour or day, in the order of time. */
  count(filter: Filter, bucket: 'hour' | 'day'): Promise<Count[]>
}

interface StoreParts {
  models: Pick<Models<typeof schemas>, 'activities'>
  keepDays: number
  now: Clock
}

const countedAtMost = 10_000
/** Written as the moment at which the bucket begins. */
const beginnings = { hour: '%Y-%m-%dT%H:00:00.000Z', day: '%Y-%m-%dT00:00:00.000Z' } as const
const shown = { facets: 0 } as const

export function activityStore({ models: { activities }, keepDays, now }: StoreParts): ActivityStore {
  const isKept = () => ({ receivedAt: { $gt: keptSince(now(), keepDays) } })
  return {
    find: async (_id) => storedOf(await activities.findOne({ _id, ...isKept() }, shown).lean<Document>()),
    list: async (filter, { from, backwards, limit }) => {
      const way = backwards ? 1 : -1
      const found = await activities
        .find({ ...conditionsOf(filter), ...isKept(), ...(from ? beyond(from, backwards) : {}) }, shown)
        .sort({ occurredAt: way, _id: way })
        .limit(limit)
        .lean<Document[]>()
      return found.flatMap((document) => storedOf(document) ?? [])
    },
    count: async (filter, bucket) => {
      const began = { $dateToString: { format: beginnings[bucket], date: '$occurredAt' } }
      const found = await activities.aggregate<{ _id: Omit<Count, 'count'>; count: number }>([
        { $match: { ...conditionsOf(filter), ...isKept() } },
        { $group: { _id: { type: '$type', bucket: began }, count: { $sum: 1 } } },
        { $sort: { '_id.bucket': 1, '_id.type': 1 } },
        { $limit: countedAtMost },
      ])
      return found.map(({ _id: { type, bucket }, count }) => ({ type, bucket, count }))
    },
  }
}

interface Document extends Omit<StoredActivity, 'id' | 'properties'> {
  _id: string
  properties?: Properties
}

const storedOf = (document: Document | null): StoredActivity | undefined => {
  if (!document) return undefined
  const { _id: id, properties = {}, ...facts } = document
  return { id, ...facts, properties }
}

function conditionsOf({ userId, type, from, to, properties }: Filter): Record<string, unknown> {
  const facets = Object.entries(properties).map(([path, value]) => facetOf(path, value))
  const [facet] = facets
  return {
    ...(userId === undefined ? {} : { userId }),
    ...(type === undefined ? {} : { type }),
    ...(facet === undefined ? {} : { facets: facets.length === 1 ? facet : { $all: facets } }),
    ...(from === undefined && to === undefined ? {} : { occurredAt: rangeOf(from, to) }),
  }
}

const rangeOf = (from: string | undefined, to: string | undefined) => ({
  ...(from === undefined ? {} : { $gte: new Date(from) }),
  ...(to === undefined ? {} : { $lt: new Date(to) }),
})

/** Behind an item in the order of the list, where several may have happened at one moment. */
function beyond(position: readonly unknown[], backwards: boolean) {
  const [at, id] = position as [string, string]
  const after = backwards ? '$gt' : '$lt'
  const moment = new Date(at)
  return { $or: [{ occurredAt: { [after]: moment } }, { occurredAt: moment, _id: { [after]: id } }] }
}

/** As it is stored. Ids in small letters: the same id in capitals is the same id. */
export const documentOf = ({ id, occurredAt, receivedAt, properties, ...facts }: Activity) => {
  const facets = facetsOf(properties)
  return {
    _id: id,
    ...facts,
    occurredAt: new Date(occurredAt),
    receivedAt: new Date(receivedAt),
    ...(properties === undefined ? {} : { properties, facets }),
  }
}

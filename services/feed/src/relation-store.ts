// Who follows and who blocks whom: pairs in, pairs out, and the lists that are made of them.
import type { Backbone } from '@eventflow/backbone'
import type { Seek } from '@eventflow/http'
import type { Clock } from '@eventflow/runtime'
import { isDuplicate, type Models } from '@eventflow/runtime/mongo'
import { changeOf, type Relation, strangers, type Wish } from './relation.js'
import type { schemas } from './schemas.js'

export type EdgeList = 'followers' | 'following' | 'blocks'

export interface Edge {
  personId: string
  since: Date
}

export interface RelationStore {
  /** Answers whether anything has changed by it. */
  change(actorId: string, otherId: string, wish: Wish): Promise<boolean>
  /** What the person is to each of the others, as it is now. */
  between(personId: string, others: readonly string[]): Promise<Map<string, Relation>>
  /** In the order of the other people's ids. */
  list(list: EdgeList, personId: string, seek: Seek): Promise<Edge[]>
  /** The next ids of a list after one of them, so that no list has to be held in memory. */
  idsAfter(list: EdgeList, personId: string, page: { after: string; limit: number }): Promise<string[]>
  count(list: EdgeList, personId: string): Promise<number>
  /** Brings the lists up to what the two are now; a crash between the two writes is mended by the event. */
  bringListsUp(one: string, other: string): Promise<void>
  /** Takes away all there is between the person and anybody. */
  erase(personId: string): Promise<number>
}

interface RelationStoreParts {
  models: Pick<Models<typeof schemas>, 'pairs' | 'edges'>
  backbone: Pick<Backbone, 'carry'>
  now: Clock
}

interface Pair {
  _id: string
  low: string
  high: string
  version: number
  lowFollows?: Date | null
  highFollows?: Date | null
  lowBlocks?: Date | null
  highBlocks?: Date | null
  ever: string[]
}

const triesAtMost = 10
const sides = ['lowFollows', 'highFollows', 'lowBlocks', 'highBlocks'] as const

export function relationStore({
  models: { pairs, edges },
  backbone,
  now,
}: RelationStoreParts): RelationStore {
  /** False when somebody was faster. */
  const tryChange = async (
    actorId: string,
    otherId: string,
    wish: Wish,
  ): Promise<'changed' | 'so already' | 'too late'> => {
    const [low, high] = inOrder(actorId, otherId)
    const _id = `${low}:${high}`
    const relation = relationIn(actorId, (await pairs.findById(_id).lean()) as Pair | null)
    const change = changeOf(relation, { wish, followerId: actorId, followeeId: otherId, now: now() })
    if (!change) return 'so already'
    const fields = fieldsOf(change.next, actorId === low)
    const ever = sides.filter((side) => fields[side])
    try {
      await backbone.carry([change.event], async ({ outbox, outboxSince }) => {
        const { matchedCount, upsertedCount } = await pairs.updateOne(
          { _id, version: relation.version },
          {
            $set: { ...fields, version: change.next.version, low, high, outboxSince },
            $push: { outbox: { $each: outbox } },
            $addToSet: { ever: { $each: ever } },
          },
          { upsert: relation.version === 0 },
        )
        if (matchedCount + upsertedCount === 0) throw new TooLate()
      })
      return 'changed'
    } catch (error) {
      if (error instanceof TooLate || isDuplicate(error)) return 'too late'
      throw error
    }
  }

  const bringListsUp = async (one: string, other: string) => {
    const pair = (await pairs.findById(inOrder(one, other).join(':')).lean()) as Pair | null
    for (const { _id, since } of pair ? edgesOf(pair) : []) {
      const set = { version: pair?.version ?? 0, on: since !== null, since }
      await edges
        .updateOne({ _id, version: { $lt: set.version } }, { $set: set }, { upsert: true })
        // It is there with a later version already.
        .catch((error: unknown) => {
          if (!isDuplicate(error)) throw error
        })
    }
  }

  return {
    change: async (actorId, otherId, wish) => {
      for (let tries = 0; tries < triesAtMost; tries++) {
        const outcome = await tryChange(actorId, otherId, wish)
        if (outcome === 'too late') continue
        if (outcome === 'changed') await bringListsUp(actorId, otherId)
        return outcome === 'changed'
      }
      throw new Error('others change what these two are to each other all the time')
    },
    between: async (personId, others) => {
      const ids = others.map((other) => inOrder(personId, other).join(':'))
      const found = (await pairs.find({ _id: { $in: ids } }).lean()) as Pair[]
      return new Map(
        found.map((pair) => [pair.low === personId ? pair.high : pair.low, relationIn(personId, pair)]),
      )
    },
    list: async (list, personId, { from, backwards, limit }) => {
      const start = `${list}:${personId}:`
      const range = rangeOf(start, from?.[0] as string | undefined, backwards)
      const found = await edges
        .find({ _id: range, on: true })
        .sort({ _id: backwards ? -1 : 1 })
        .limit(limit)
        .lean()
      return found.map(({ _id, since }) => ({
        personId: _id.slice(start.length),
        since: since ?? new Date(0),
      }))
    },
    idsAfter: async (list, personId, { after, limit }) => {
      const start = `${list}:${personId}:`
      const found = await edges
        .find({ _id: rangeOf(start, after || undefined, false), on: true }, { _id: 1 })
        .sort({ _id: 1 })
        .limit(limit)
        .lean()
      return found.map(({ _id }) => _id.slice(start.length))
    },
    count: (list, personId) =>
      edges.countDocuments({ _id: rangeOf(`${list}:${personId}:`, undefined, false), on: true }),
    bringListsUp,
    erase: async (personId) => {
      const found = (await pairs.find({ $or: [{ low: personId }, { high: personId }] }).lean()) as Pair[]
      const ids = found.flatMap((pair) => edgesOf(pair).map(({ _id }) => _id))
      await edges.deleteMany({ _id: { $in: ids } })
      await pairs.deleteMany({ _id: { $in: found.map(({ _id }) => _id) } })
      return found.length
    },
  }
}

/** Somebody else has changed the pair between our reading and our writing. */
class TooLate extends Error {}

const inOrder = (one: string, other: string): [string, string] => (one < other ? [one, other] : [other, one])

function relationIn(personId: string, pair: Pair | null): Relation {
  if (!pair) return strangers
  const low = { follows: pair.lowFollows ?? null, blocks: pair.lowBlocks ?? null }
  const high = { follows: pair.highFollows ?? null, blocks: pair.highBlocks ?? null }
  const [mine, theirs] = pair.low === personId ? [low, high] : [high, low]
  return { version: pair.version, mine, theirs }
}

function fieldsOf({ mine, theirs }: Relation, isLow: boolean): Record<(typeof sides)[number], Date | null> {
  const [low, high] = isLow ? [mine, theirs] : [theirs, mine]
  return {
    lowFollows: low.follows,
    highFollows: high.follows,
    lowBlocks: low.blocks,
    highBlocks: high.blocks,
  }
}

/** Each thing that the two have ever been, in the lists of both; ended ones too, so that an older writer finds them later than itself. */
function edgesOf(pair: Pair): Array<{ _id: string; since: Date | null }> {
  const { low, high } = pair
  const named = {
    lowFollows: [`followers:${high}:${low}`, `following:${low}:${high}`],
    highFollows: [`followers:${low}:${high}`, `following:${high}:${low}`],
    lowBlocks: [`blocks:${low}:${high}`],
    highBlocks: [`blocks:${high}:${low}`],
  }
  return sides
    .filter((side) => pair.ever.includes(side))
    .flatMap((side) => named[side].map((_id) => ({ _id, since: pair[side] ?? null })))
}

/** Ids have no letter beyond `~`. */
const rangeOf = (start: string, from: string | undefined, backwards: boolean) =>
  backwards
    ? { $gte: start, $lt: `${start}${from ?? '~'}` }
    : { $gt: `${start}${from ?? ''}`, $lt: `${start}~` }

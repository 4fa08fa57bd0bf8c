// The people around somebody as lists, made of the pairs: who follows them, whom they follow, whom they have blocked.
import type { Seek } from '@eventflow/http'
import { isDuplicate, type Models } from '@eventflow/runtime/mongo'
import { edgesOf, type Pair, pairId } from './pair.js'
import type { schemas } from './schemas.js'

export type EdgeList = 'followers' | 'following' | 'blocks'

export interface Edge {
  personId: string
  since: Date
}

export interface EdgeLists {
  /** In the order of the other people's ids. */
  list(list: EdgeList, personId: string, seek: Seek): Promise<Edge[]>
  /** The next ids of a list after one of them, so that no list has to be held in memory. */
  idsAfter(list: EdgeList, personId: string, page: { after: string; limit: number }): Promise<string[]>
  /** The same, up to another of them. */
  idsBetween(
    list: EdgeList,
    personId: string,
    page: { after: string | null; upTo: string | null; limit: number },
  ): Promise<string[]>
  count(list: EdgeList, personId: string): Promise<number>
  /** Brings the lists up to what the two are now; a crash between the two writes is mended by the event. */
  bringListsUp(one: string, other: string): Promise<void>
}

export function edgeLists({ pairs, edges }: Pick<Models<typeof schemas>, 'pairs' | 'edges'>): EdgeLists {
  const bringListsUp = async (one: string, other: string) => {
    const pair = (await pairs.findById(pairId(one, other)).lean()) as Pair | null
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

  const idsBetween: EdgeLists['idsBetween'] = async (list, personId, { after, upTo, limit }) => {
    const start = `${list}:${personId}:`
    const range = { ...rangeOf(start, after || undefined, false), ...(upTo && { $lte: `${start}${upTo}` }) }
    const found = await edges.find({ _id: range, on: true }, { _id: 1 }).sort({ _id: 1 }).limit(limit).lean()
    return found.map(({ _id }) => _id.slice(start.length))
  }

  return {
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
    idsAfter: (list, personId, { after, limit }) => idsBetween(list, personId, { after, upTo: null, limit }),
    idsBetween,
    count: async (list, personId) =>
      await edges.countDocuments({ _id: rangeOf(`${list}:${personId}:`, undefined, false), on: true }),
    bringListsUp,
  }
}

/** Ids have no letter beyond `~`. */
const rangeOf = (start: string, from: string | undefined, backwards: boolean) =>
  backwards
    ? { $gte: start, $lt: `${start}${from ?? '~'}` }
    : { $gt: `${start}${from ?? ''}`, $lt: `${start}~` }

// Who follows and who blocks whom: pairs in, pairs out, and the lists that are made of them.
import type { Backbone } from '@eventflow/backbone'
import type { Clock } from '@eventflow/runtime'
import { isDuplicate, type Models } from '@eventflow/runtime/mongo'
import { type EdgeLists, edgeLists } from './edge-lists.js'
import { edgesOf, fieldsOf, inOrder, type Pair, pairId, relationIn, sides } from './pair.js'
import { changeOf, type Relation, type Wish } from './relation.js'
import type { schemas } from './schemas.js'

export interface RelationStore extends EdgeLists {
  /** Answers whether anything has changed by it. */
  change(actorId: string, otherId: string, wish: Wish): Promise<boolean>
  /** What the person is to each of the others, as it is now. */
  between(personId: string, others: readonly string[]): Promise<Map<string, Relation>>
  /** Takes away all there is between the person and anybody. */
  erase(personId: string): Promise<number>
}

interface RelationStoreParts {
  models: Pick<Models<typeof schemas>, 'pairs' | 'edges'>
  backbone: Pick<Backbone, 'carry'>
  now: Clock
}

const triesAtMost = 10

export function relationStore({
  models: { pairs, edges },
  backbone,
  now,
}: RelationStoreParts): RelationStore {
  const lists = edgeLists({ pairs, edges })

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

  return {
    change: async (actorId, otherId, wish) => {
      for (let tries = 0; tries < triesAtMost; tries++) {
        const outcome = await tryChange(actorId, otherId, wish)
        if (outcome === 'too late') continue
        if (outcome === 'changed') await lists.bringListsUp(actorId, otherId)
        return outcome === 'changed'
      }
      throw new Error('others change what these two are to each other all the time')
    },
    between: async (personId, others) => {
      const ids = others.map((other) => pairId(personId, other))
      const found = (await pairs.find({ _id: { $in: ids } }).lean()) as Pair[]
      return new Map(
        found.map((pair) => [pair.low === personId ? pair.high : pair.low, relationIn(personId, pair)]),
      )
    },
    ...lists,
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

// Who follows and who blocks whom, as the feed tells it: kept here, since a service asks nobody.
import type { Models } from '@eventflow/runtime/mongo'
import { relationIdOf } from '../decide/relation.js'
import { insertNew } from '../insert-new.js'
import type { schemas } from '../schemas.js'

/** What the event tells: whose doing it is, and towards whom. */
export interface RelationNews {
  followerId: string
  followeeId: string
  /** Counts what has become of the two of them, whoever did it. */
  version: number
}

export interface RelationStore {
  follow(news: RelationNews, follows: boolean): Promise<void>
  /** Whatever followed between the two ends with a block, and does not come back with its end. */
  block(news: RelationNews, blocks: boolean): Promise<void>
  /** Those who follow somebody, by their ids, after one of them. */
  followersOf(followeeId: string, after: string | undefined, limit: number): Promise<string[]>
}

type Fact = 'follows' | 'blocks' | 'isBlocked'

const neverSaid = {
  ...{ follows: false, followsVersion: 0, blocks: false, blocksVersion: 0 },
  ...{ isBlocked: false, isBlockedVersion: 0 },
}

export function relationStore({ relations }: Pick<Models<typeof schemas>, 'relations'>): RelationStore {
  /** Each fact has the version that brought it, so that an event which was overtaken takes nothing back. */
  const note = async (
    { followerId, followeeId, version }: RelationNews,
    facts: Partial<Record<Fact, boolean>>,
  ) => {
    const _id = relationIdOf({ followeeId, followerId })
    await insertNew(relations, [{ _id, followeeId, followerId, ...neverSaid }])
    for (const [fact, value] of Object.entries(facts))
      await relations.updateOne(
        { _id, [`${fact}Version`]: { $lt: version } },
        { $set: { [fact]: value, [`${fact}Version`]: version } },
      )
  }
  const otherWay = ({ followerId, followeeId, version }: RelationNews): RelationNews => ({
    ...{ followerId: followeeId, followeeId: followerId, version },
  })
  return {
    follow: (news, follows) => note(news, { follows }),
    block: async (news, blocks) => {
      const ended = blocks ? { follows: false } : {}
      await note(news, { ...ended, blocks })
      await note(otherWay(news), { ...ended, isBlocked: blocks })
    },
    followersOf: async (followeeId, after, limit) => {
      const range = { $gt: `${followeeId}:${after ?? ''}`, $lt: `${followeeId}:~` }
      const found = await relations
        .find({ _id: range, followeeId, follows: true }, { followerId: 1 })
        .sort({ _id: 1 })
        .limit(limit)
        .lean()
      return found.map(({ followerId }) => followerId)
    },
  }
}

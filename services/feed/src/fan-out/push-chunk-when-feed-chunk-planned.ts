// Writes what somebody did into the feeds of one chunk of their followers; in a queue of its own, so that other news is heard meanwhile.
import { repeatableReaction } from '@eventflow/backbone'
import { FeedChunkPlanned } from '@eventflow/contracts'
import type { RelationStore } from '../relation-store.js'
import type { ProgressStore } from './progress-store.js'
import { type PushParts, pushTo } from './push.js'

interface PushChunkParts extends PushParts {
  relations: Pick<RelationStore, 'idsBetween'>
  progress: Pick<ProgressStore, 'done'>
}

const chunkSize = 500

export const pushChunkWhenFeedChunkPlanned = (parts: PushChunkParts) =>
  repeatableReaction(
    FeedChunkPlanned,
    async ({ data }) => {
      const { actorId: by, kind, activityKeys: keys, causeId, planId, chunkId } = data
      // Who came in between the plan and this fills their feed from before, so a chunk is hardly larger than planned.
      for (let after = data.after; ; ) {
        const followers = await parts.relations.idsBetween('followers', by, {
          after,
          upTo: data.upTo,
          limit: chunkSize,
        })
        await pushTo(parts, { by, kind, keys }, followers)
        after = followers.at(-1) ?? after
        if (followers.length < chunkSize || after === data.upTo) break
      }
      await parts.progress.done(causeId, planId, chunkId)
      return undefined
    },
    { queue: 'fanout' },
  )

// POST /v1/feed/seen: the caller has seen what was in the feed until now.
import { noContent, route } from '@eventflow/http'
import type { Clock } from '@eventflow/runtime'
import type { ReaderStore } from '../reader-store.js'

interface MarkSeenParts {
  readers: Pick<ReaderStore, 'saw'>
  changedForAll(ids: readonly string[]): Promise<void>
  now: Clock
}

export const markSeen = ({ readers, changedForAll, now }: MarkSeenParts) =>
  route({
    method: 'post',
    path: '/v1/feed/seen',
    summary: 'You have seen what is in your feed now.',
    tag: 'feed',
    who: 'user',
    answers: { 204: { description: 'Nothing of it counts as unseen any more.' } },
    handle: async ({ caller: { userId } }) => {
      await readers.saw(userId, now())
      await changedForAll([userId])
      return noContent()
    },
  })

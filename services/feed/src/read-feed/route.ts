// GET /v1/feed: what the people whom the caller follows have done, in groups, a page at a time.
import { type Answer, type Cursors, pageQuery, readPage, route } from '@eventflow/http'
import type { Clock } from '@eventflow/runtime'
import type { Hydrator } from '../hydrate.js'
import type { ReaderStore } from '../reader-store.js'
import { feedShape } from '../shapes.js'
import type { Timeline } from '../timeline.js'
import { beginningOf, groupsFrom, type PlacedGroup, positionOf, showGroups } from './feed-page.js'
import { countUnseen } from './unseen.js'

interface ReadFeedParts {
  timeline: Timeline
  hydrate: Hydrator
  readers: Pick<ReaderStore, 'find'>
  cursors: Cursors
  now: Clock
}

export const readFeed = (parts: ReadFeedParts) =>
  route({
    method: 'get',
    path: '/v1/feed',
    summary: 'What the people you follow have done, newest first, and how much of it is new.',
    tag: 'feed',
    who: 'user',
    query: pageQuery,
    answers: { 200: { description: 'A page of groups.', body: feedShape } },
    handle: ({ caller: { userId }, query }) => feedPage(parts, userId, query),
  })

/** The page shows its groups after they were chosen, since names and titles of all of them are asked for at once. */
async function feedPage(
  { timeline, hydrate, readers, cursors, now }: ReadFeedParts,
  readerId: string,
  query: { limit?: number; cursor?: string },
): Promise<Answer> {
  const { lines } = await timeline.of(readerId)
  const shown = new Map<string, unknown>()
  const answer = await readPage<PlacedGroup>({
    cursors,
    path: '/v1/feed',
    owner: readerId,
    filters: {},
    query,
    fetch: async (seek) => {
      const beginning = beginningOf(seek.from, now)
      const found = await groupsFrom({ hydrate }, { readerId, lines, seek, beginning })
      for (const [id, group] of await showGroups({ hydrate }, found)) shown.set(id, group)
      return found
    },
    positionOf,
    show: ({ group }) => shown.get(group.id),
  })
  const unseen = await countUnseen({ hydrate, readers }, readerId, lines)
  return { ...answer, body: { ...(answer.body as object), unseen } }
}

// GET /v1/feed: what the people whom the caller follows have done, in groups, a page at a time.
import { type Answer, type Cursors, pageQuery, readPage, route } from '@eventflow/http'
import type { Clock } from '@eventflow/runtime'
import type { Hydrator } from '../hydrate.js'
import type { KeptPages, Page } from '../keep/kept-pages.js'
import type { Stamping } from '../keep/stamping.js'
import type { ReaderStore } from '../reader-store.js'
import { feedShape } from '../shapes.js'
import type { Timeline } from '../timeline.js'
import { beginningOf, groupsFrom, type PlacedGroup, positionOf, showGroups } from './feed-page.js'
import { countUnseen } from './unseen.js'

interface ReadFeedParts {
  pages: KeptPages
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
    handle: async ({ caller: { userId }, query }) => {
      if (query.cursor !== undefined)
        return answerOf(await feedPage(parts, { readerId: userId, query }, unkept))
      // The first page is what nearly everybody asks for nearly always.
      const name = `${userId}:${query.limit ?? ''}`
      return answerOf(
        await parts.pages.page(name, (stamping) => feedPage(parts, { readerId: userId, query }, stamping)),
      )
    },
  })

const answerOf = ({ json, headers }: Page): Answer => ({ status: 200, json, headers })

/** The page shows its groups after they were chosen, since names and titles of all of them are asked for at once. */
async function feedPage(
  { timeline, hydrate: plain, readers, cursors, now }: ReadFeedParts,
  { readerId, query }: { readerId: string; query: { limit?: number; cursor?: string } },
  stamping: Stamping,
): Promise<Page> {
  const hydrate = notingHydrator(plain, stamping)
  const lines = await timeline.of(readerId, stamping)
  const shown = new Map<string, unknown>()
  const { body, headers = {} } = await readPage<PlacedGroup>({
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
  return { json: JSON.stringify({ ...(body as object), unseen }), headers }
}

/** Later pages are asked for once each. */
const unkept: Stamping = { note: async () => undefined, take: () => undefined, stamp: () => undefined }

/** Whoever is shown is noted before anything of them is looked up. */
const notingHydrator = (hydrate: Hydrator, { note }: Stamping): Hydrator => ({
  named: hydrate.named,
  visible: async (readerId, lines, where) => {
    await note(lines.map(({ by }) => by))
    return hydrate.visible(readerId, lines, where)
  },
})

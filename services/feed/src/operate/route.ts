// GET /v1/ops/feeds and POST /v1/ops/feeds/{userId}/rebuild: how feeds are written, and the mending of one, for operators.
import { instant, integer, listOf, nullable, record, uuid } from '@eventflow/contracts'
import { ok, route } from '@eventflow/http'
import type { FeedBuilder } from '../build-feed/builder.js'
import { PersonNotFound } from '../errors.js'
import type { AuthorStore } from '../fan-out/author-store.js'
import type { FanOutMetrics } from '../fan-out/fan-out-metrics.js'
import type { ProgressStore } from '../fan-out/progress-store.js'
import type { PersonStore } from '../person-store.js'

const openAtMost = 50
const count = () => integer(0)

const statusShape = record({
  authors: record({ push: count(), pull: count() }),
  entries: record({ pushed: count(), pulled: count(), saved: count() }),
  open: listOf(
    record({ causeId: uuid(), parts: nullable(count()), done: count(), startedAt: instant() }),
    openAtMost,
  ),
})

interface ShowParts {
  authors: Pick<AuthorStore, 'counts'>
  progress: Pick<ProgressStore, 'open'>
  metrics: FanOutMetrics
}

export const showFanOuts = ({ authors, progress, metrics }: ShowParts) =>
  route({
    method: 'get',
    path: '/v1/ops/feeds',
    summary: 'How feeds are written: by author, entries since this instance started, fan-outs under way.',
    tag: 'operations',
    who: 'operator',
    answers: { 200: { description: 'As it is now.', body: statusShape } },
    handle: async () => {
      const readingOf = async (counter: FanOutMetrics['pushed']) =>
        (await counter.get()).values[0]?.value ?? 0
      const [pushed, pulled, saved] = await Promise.all(
        [metrics.pushed, metrics.pulled, metrics.saved].map(readingOf),
      )
      const open = await progress.open(openAtMost)
      return ok({ authors: await authors.counts(), entries: { pushed, pulled, saved }, open })
    },
  })

interface RebuildParts {
  builder: Pick<FeedBuilder, 'rebuild'>
  people: Pick<PersonStore, 'exists'>
}

export const rebuildFeed = ({ builder, people }: RebuildParts) =>
  route({
    method: 'post',
    path: '/v1/ops/feeds/{userId}/rebuild',
    summary: 'Adds to a feed what is missing and takes away what does not belong there.',
    tag: 'operations',
    who: 'operator',
    params: { userId: uuid() },
    answers: {
      200: {
        description: 'What was wrong.',
        body: record({ added: count(), removed: count(), lines: count() }),
      },
    },
    refuses: [PersonNotFound],
    handle: async ({ params }) => {
      const userId = params.userId.toLowerCase()
      if (!(await people.exists(userId))) throw PersonNotFound()
      return ok(await builder.rebuild(userId))
    },
  })

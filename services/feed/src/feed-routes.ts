// What the feed service does when asked.
import type { Cursors, Route } from '@eventflow/http'
import type { Clock } from '@eventflow/runtime'
import type { ActionStore } from './action-store.js'
import type { FeedBuilder } from './build-feed/builder.js'
import type { AuthorStore } from './fan-out/author-store.js'
import type { FanOutMetrics } from './fan-out/fan-out-metrics.js'
import type { ProgressStore } from './fan-out/progress-store.js'
import type { Hydrator } from './hydrate.js'
import type { KeptPages } from './keep/kept-pages.js'
import { listBlocks, listFollowers, listFollowing } from './list-people/route.js'
import { markSeen } from './mark-seen/route.js'
import { rebuildFeed, showFanOuts } from './operate/route.js'
import type { PersonStore } from './person-store.js'
import { readActivities } from './read-activities/route.js'
import { readFeed } from './read-feed/route.js'
import type { ReaderStore } from './reader-store.js'
import { block, follow, unblock, unfollow } from './relate/route.js'
import type { RelationStore } from './relation-store.js'
import type { Timeline } from './timeline.js'

interface RouteParts {
  actions: ActionStore
  people: PersonStore
  readers: ReaderStore
  relations: RelationStore
  hydrate: Hydrator
  timeline: Timeline
  cursors: Cursors
  pages: KeptPages
  builder: FeedBuilder
  authors: AuthorStore
  progress: ProgressStore
  metrics: FanOutMetrics
  changedForAll(ids: readonly string[]): Promise<void>
  now: Clock
}

export const routesOf = (parts: RouteParts): Route[] => [
  readFeed(parts),
  markSeen(parts),
  readActivities(parts),
  follow(parts),
  unfollow(parts),
  listFollowers(parts),
  listFollowing(parts),
  block(parts),
  unblock(parts),
  listBlocks(parts),
  showFanOuts(parts),
  rebuildFeed(parts),
]

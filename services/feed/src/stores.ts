// The stores of the feed service and what works on them, put together.
import { type Backbone, tombstonesIn } from '@eventflow/backbone'
import { systemClock as now } from '@eventflow/runtime'
import type { Models } from '@eventflow/runtime/mongo'
import type { Redis } from '@eventflow/runtime/redis'
import { revocationMarks } from '@eventflow/runtime/revocations'
import type { Registry } from 'prom-client'
import { actionStore } from './action-store.js'
import { feedBuilder } from './build-feed/builder.js'
import { entryStore } from './entry-store.js'
import { authorStore } from './fan-out/author-store.js'
import { fanningOut } from './fan-out/fan-out.js'
import { fanOutMetrics } from './fan-out/fan-out-metrics.js'
import { progressStore } from './fan-out/progress-store.js'
import { hydrator } from './hydrate.js'
import { keptLinesIn } from './keep/kept-lines.js'
import { keepPages } from './keep/kept-pages.js'
import { tokensIn } from './keep/tokens.js'
import type { Trust } from './keep/trust.js'
import { personStore } from './person-store.js'
import { personalDataStore } from './personal-data-store.js'
import { readerStore } from './reader-store.js'
import { relationStore } from './relation-store.js'
import type { schemas } from './schemas.js'
import { timelineOf } from './timeline.js'

interface StoreParts {
  models: Models<typeof schemas>
  backbone: Backbone
  redis: Redis
  trust: Trust
  metrics: Registry
}

interface FeedConfig {
  length: number
  backFill: number
  idleDays: number
  pullFrom: number
  pushBelow: number
  countSeconds: number
  daysBack: number
}

const dayMs = 86_400_000

export function storesOf({ models, backbone, redis, trust, metrics }: StoreParts, config: FeedConfig) {
  const kept = { models, backbone, now }
  const tokens = tokensIn(redis, trust)
  const { changed, changedForAll } = tokens
  const bounds = { length: config.length, atMost: config.backFill, idleMs: config.idleDays * dayMs }
  const relations = relationStore(kept)
  const limits = { ...config, countEveryMs: config.countSeconds * 1_000 }
  const stores = {
    ...{ ...bounds, relations, changed, changedForAll, now, backbone },
    actions: actionStore(kept),
    entries: entryStore(kept),
    people: personStore(kept),
    readers: readerStore(kept),
    authors: authorStore({ ...kept, relations, limits }),
    progress: progressStore(kept),
    metrics: fanOutMetrics(metrics),
  }
  const tombstones = tombstonesIn({ ...kept, model: models.tombstones })
  const builder = feedBuilder(stores)
  return {
    ...stores,
    builder,
    fanOut: fanningOut(stores),
    personal: personalDataStore({ ...stores, models, tombstones }),
    hydrate: hydrator({ ...stores, marks: revocationMarks(redis) }),
    timeline: timelineOf({ ...stores, builder, keptLines: keptLinesIn(redis, tokens) }),
    pages: keepPages(tokens),
  }
}

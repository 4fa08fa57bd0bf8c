// The stores of the feed service, put together.
import { type Backbone, tombstonesIn } from '@eventflow/backbone'
import { systemClock as now } from '@eventflow/runtime'
import type { Models } from '@eventflow/runtime/mongo'
import type { Redis } from '@eventflow/runtime/redis'
import { revocationMarks } from '@eventflow/runtime/revocations'
import { actionStore } from './action-store.js'
import { entryStore } from './entry-store.js'
import { fanningOut } from './fan-out/fan-out.js'
import { hydrator } from './hydrate.js'
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
}

export function storesOf(
  { models, backbone, redis }: StoreParts,
  config: { length: number; backFill: number },
) {
  const kept = { models, backbone, now }
  const relations = relationStore(kept)
  const actions = actionStore(kept)
  const entries = entryStore(kept)
  const people = personStore(kept)
  const changed = async (_ids: readonly string[]) => undefined
  const stores = { ...{ relations, actions, entries, people, changed, now }, readers: readerStore(kept) }
  return {
    ...stores,
    atMost: config.backFill,
    personal: personalDataStore({
      ...kept,
      ...stores,
      tombstones: tombstonesIn({ ...kept, model: models.tombstones }),
    }),
    fanOut: fanningOut(stores),
    hydrate: hydrator({ ...stores, marks: revocationMarks(redis) }),
    timeline: timelineOf({ entries, length: config.length }),
  }
}

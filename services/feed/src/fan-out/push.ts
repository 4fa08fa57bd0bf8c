// Writes activities into the feeds of some followers, and says to whom they were new.
import type { Backbone } from '@eventflow/backbone'
import { FeedEntriesAdded } from '@eventflow/contracts'
import type { Clock } from '@eventflow/runtime'
import { factsIn } from '../activity-key.js'
import type { EntryStore } from '../entry-store.js'
import type { ReaderStore } from '../reader-store.js'
import type { FanOutMetrics } from './fan-out-metrics.js'

export interface Deeds {
  by: string
  kind: string
  keys: readonly string[]
}

export interface PushParts {
  entries: Pick<EntryStore, 'add'>
  readers: Pick<ReaderStore, 'activeAmong'>
  backbone: Pick<Backbone, 'publish'>
  changed(ids: readonly string[]): Promise<void>
  metrics: FanOutMetrics
  idleMs: number
  now: Clock
}

/** Whoever counts as active for the last time is written to a while longer: clocks of two machines may differ. */
const clockSpareMs = 3_600_000

/** Who has not looked for long is passed over: their feed is built when they do. */
export async function pushTo(
  parts: PushParts,
  { by, kind, keys }: Deeds,
  followers: readonly string[],
): Promise<void> {
  const { entries, readers, backbone, changed, metrics, idleMs, now } = parts
  if (followers.length === 0) return
  const since = new Date(now().getTime() - idleMs - clockSpareMs)
  const active = await readers.activeAmong(followers, since)
  metrics.saved.inc((followers.length - active.size) * keys.length)
  const owners = [...active]
  const end = metrics.chunkSeconds.startTimer()
  const told = new Map<string, string[]>()
  for (const key of keys) {
    const added = await entries.add(owners.map((ownerId) => ({ ownerId, key, by, kind })))
    metrics.pushed.inc(added.length)
    if (added.length > 0) told.set(key, added)
  }
  end()
  // Before anybody is told: who hears of it and looks finds it.
  if (owners.length > 0) await changed(owners)
  const events = [...told].map(([key, ownerIds]) =>
    FeedEntriesAdded({ activityId: factsIn(key).activityId, actorId: by, ownerIds }),
  )
  await backbone.publish(events)
}

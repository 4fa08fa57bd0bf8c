// Brings what somebody has done to who follows them: at once to a few, in chunks side by side to many; very many look for themselves.
import type { Backbone } from '@eventflow/backbone'
import { FeedChunkPlanned } from '@eventflow/contracts'
import { newId } from '@eventflow/runtime'
import { factsIn } from '../activity-key.js'
import type { RelationStore } from '../relation-store.js'
import type { AuthorStore } from './author-store.js'
import type { FanOutMetrics } from './fan-out-metrics.js'
import type { ProgressStore } from './progress-store.js'
import { type Deeds, type PushParts, pushTo } from './push.js'

export type FanOut = (deeds: Deeds & { causeId: string }) => Promise<void>

export interface FanOutParts extends PushParts {
  relations: Pick<RelationStore, 'idsAfter'>
  authors: Pick<AuthorStore, 'decide' | 'pulled'>
  progress: Pick<ProgressStore, 'begin' | 'planned'>
  backbone: Pick<Backbone, 'publish'>
  metrics: FanOutMetrics
}

/** As many as one event may name. */
const chunkSize = 500
const readAtOnce = 10 * chunkSize
const keysAtMost = 200

/**
 * The activities are stored before this begins. So whoever begins to follow meanwhile and is not in the list yet finds
 * them when their feed is filled from before; and so does whoever was idle a moment ago.
 */
export const fanningOut =
  (parts: FanOutParts): FanOut =>
  async ({ by, kind, keys: all, causeId }) => {
    const keys = [...all].sort().slice(0, keysAtMost)
    const { mode, followers, isNew } = await parts.authors.decide(by)
    if (mode === 'pull') return leaveToReaders(parts, { by, keys, followers, isNew })
    const first = await parts.relations.idsAfter('followers', by, { after: '', limit: readAtOnce })
    if (first.length <= chunkSize) return pushTo(parts, { by, kind, keys }, first)
    return plan(parts, { by, kind, keys, causeId }, first)
  }

async function leaveToReaders(
  { authors, relations, changed, metrics }: FanOutParts,
  { by, keys, followers, isNew }: { by: string; keys: readonly string[]; followers: number; isNew: boolean },
): Promise<void> {
  const times = keys.map((key) => factsIn(key).at.getTime())
  await authors.pulled(by, new Date(Math.max(...times)))
  metrics.pulled.inc(followers * keys.length)
  await changed([by])
  if (!isNew) return
  // What is kept of their feeds knows nothing yet of an author who has to be asked.
  for (let after = ''; ; ) {
    const some = await relations.idsAfter('followers', by, { after, limit: readAtOnce })
    await changed(some)
    after = some.at(-1) ?? ''
    if (some.length < readAtOnce) return
  }
}

/** The followers are read once to find the borders of the chunks, and never held as a whole. */
async function plan(
  { relations, progress, backbone }: FanOutParts,
  { by, kind, keys, causeId }: Deeds & { causeId: string },
  first: readonly string[],
): Promise<void> {
  const planId = newId()
  await progress.begin(causeId, planId)
  let parts = 0
  let after: string | null = null
  for (let some = first; some.length > 0; ) {
    const isLast = some.length < readAtOnce
    const borders: Array<string | null> = []
    for (let at = chunkSize; at < some.length; at += chunkSize) borders.push(some[at - 1] ?? null)
    borders.push(isLast ? null : (some.at(-1) ?? null))
    const facts = { planId, causeId, actorId: by, kind: kind as 'task' | 'journal', activityKeys: [...keys] }
    const froms = [after, ...borders]
    const events = borders.map((upTo, at) =>
      FeedChunkPlanned({ ...facts, chunkId: `${planId}:${parts + at}`, after: froms[at] ?? null, upTo }),
    )
    parts += events.length
    after = borders.at(-1) ?? null
    await backbone.publish(events)
    some = isLast ? [] : await relations.idsAfter('followers', by, { after: after ?? '', limit: readAtOnce })
  }
  await progress.planned(causeId, planId, parts)
}

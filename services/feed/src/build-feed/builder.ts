// Keeps feeds complete: builds those of readers who come back, and mends one when an operator asks for it.
import type { Clock } from '@eventflow/runtime'
import type { ActionStore } from '../action-store.js'
import type { EntryStore } from '../entry-store.js'
import type { ReaderStore } from '../reader-store.js'
import type { RelationStore } from '../relation-store.js'
import { newestOfFollowed } from './build.js'

export interface Rebuilt {
  added: number
  removed: number
  lines: number
}

export interface FeedBuilder {
  /** Called before a feed is read: from then on what happens is written into it, and what happened is in it. */
  ready(readerId: string): Promise<void>
  /** Adds what is missing and takes away what does not belong there; whoever reads meanwhile sees no gap. */
  rebuild(readerId: string): Promise<Rebuilt>
}

interface BuilderParts {
  relations: Pick<RelationStore, 'idsAfter'>
  actions: Pick<ActionStore, 'doneBy'>
  entries: Pick<EntryStore, 'add' | 'newest' | 'remove'>
  readers: Pick<ReaderStore, 'find' | 'visit' | 'built'>
  changed(ids: readonly string[]): Promise<void>
  length: number
  atMost: number
  idleMs: number
  now: Clock
}

/** That somebody is there is written down so often at the most. */
const visitEveryMs = 3_600_000
const mendedAtMost = 20_000

export function feedBuilder(parts: BuilderParts): FeedBuilder {
  const { entries, readers, changed, idleMs, now } = parts
  const underWay = new Map<string, Promise<unknown>>()

  const add = async (readerId: string) => {
    const newest = await newestOfFollowed(parts, readerId)
    const lines = newest.map(({ key, by, kind, storedAt }) => ({
      ownerId: readerId,
      key,
      by,
      kind,
      newSince: storedAt,
    }))
    return { newest, added: (await entries.add(lines)).length }
  }

  /** First the visit: what is stored after it is written here, and what was stored before it is found by the building. */
  const build = async (readerId: string) => {
    await readers.visit(readerId, now(), { isNew: true })
    await add(readerId)
    await changed([readerId])
    await readers.built(readerId, now())
  }

  /** Several calls at once wait for one building; two processes that do it both write the same. */
  const once = async (readerId: string) => {
    const work = underWay.get(readerId) ?? build(readerId).finally(() => underWay.delete(readerId))
    underWay.set(readerId, work)
    await work
  }

  return {
    ready: async (readerId) => {
      const reader = await readers.find(readerId)
      const awayMs = reader ? now().getTime() - reader.lastReadAt.getTime() : Number.POSITIVE_INFINITY
      if (!reader?.builtAt || awayMs > idleMs) await once(readerId)
      else if (awayMs > visitEveryMs) await readers.visit(readerId, now(), { isNew: false })
    },
    rebuild: async (readerId) => {
      const startedAt = now()
      const { newest, added } = await add(readerId)
      const wanted = new Set(newest.map(({ key }) => key))
      const there = await entries.newest(readerId, { limit: mendedAtMost })
      // What was written meanwhile is right, though it was not there when we looked.
      const wrong = there.filter(({ key, addedAt }) => !wanted.has(key) && addedAt < startedAt)
      const removed = await entries.remove(
        readerId,
        wrong.map(({ key }) => key),
      )
      await changed([readerId])
      return { added, removed, lines: there.length - removed }
    },
  }
}

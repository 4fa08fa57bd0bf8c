// The lines of a reader's feed, newest first: those that were written there, and those of authors who are read instead.
import type { ActionStore } from './action-store.js'
import type { FeedBuilder } from './build-feed/builder.js'
import type { EntryStore, Line } from './entry-store.js'
import type { AuthorStore } from './fan-out/author-store.js'
import type { KeptLines } from './keep/kept-lines.js'
import type { Stamping } from './keep/stamping.js'
import type { RelationStore } from './relation-store.js'

export interface Timeline {
  of(readerId: string, stamping: Stamping): Promise<Line[]>
}

interface TimelineParts {
  entries: Pick<EntryStore, 'newest' | 'trim'>
  actions: Pick<ActionStore, 'doneBy'>
  authors: Pick<AuthorStore, 'toPull'>
  relations: Pick<RelationStore, 'between'>
  builder: Pick<FeedBuilder, 'ready'>
  keptLines: KeptLines
  length: number
  atMost: number
}

/** A feed is cut back when it has grown by a quarter, so that walks through it find its end where it was. */
const slack = 1.25

export function timelineOf(parts: TimelineParts): Timeline {
  const { entries, actions, authors, relations, builder, keptLines, length, atMost } = parts

  const followedAmong = async (readerId: string, candidates: readonly string[]) => {
    if (candidates.length === 0) return []
    const between = await relations.between(readerId, candidates)
    return candidates.filter((id) => between.get(id)?.mine.follows)
  }

  const read = async (readerId: string, { note }: Stamping) => {
    await note([readerId])
    await builder.ready(readerId)
    const written = await entries.newest(readerId, { limit: Math.ceil(length * slack) })
    if (written.length >= length * slack) await entries.trim(readerId, length)
    const asked = await followedAmong(readerId, await authors.toPull())
    await note(asked)
    const done = await Promise.all(asked.map((author) => actions.doneBy(author, { limit: atMost })))
    const lines = done.flat().map(({ storedAt, ...line }) => ({ ...line, addedAt: storedAt }))
    return merged([...written, ...lines]).slice(0, length)
  }

  return {
    of: async (readerId, stamping) => {
      const kept = await keptLines.find(readerId)
      if (kept) {
        stamping.take(kept.stamp)
        return kept.lines
      }
      const lines = await read(readerId, stamping)
      await keptLines.keep(readerId, lines, stamping.stamp())
      return lines
    },
  }
}

/** What was written and is read as well, since its author has changed from one to the other, is there once. */
function merged(lines: readonly Line[]): Line[] {
  const byKey = new Map<string, Line>()
  for (const line of lines) if (!byKey.has(line.key)) byKey.set(line.key, line)
  return [...byKey.values()].sort((a, b) => (a.key < b.key ? -1 : 1))
}

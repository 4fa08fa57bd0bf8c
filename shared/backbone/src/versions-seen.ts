// Counts which versions of which events came from whom: so that somebody can tell whether an old one may go.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger, Resource } from '@eventflow/runtime'
import type { Database } from '@eventflow/runtime/database'
import type { Handle } from './handle-messages.js'
import type { Envelope, Reaction } from './reaction.js'

export interface SeenVersion {
  type: string
  version: number
  source: string
  count: number
  lastAt: Date
}

export interface VersionsSeen extends Resource {
  /** The same handling, with what it handled counted. */
  noting<R extends Reaction>(handle: Handle<R>): Handle<Reaction>
  list(): Promise<SeenVersion[]>
}

const storeEveryMs = 10_000
/** A sender can write any version into a header; more kinds than this are not kept apart. */
const kindsAtMost = 1_000

/** Kept in memory and stored now and then: a crash loses some of the counting, which is no reason to write for each message. */
export function versionsSeenIn(
  database: Database,
  { consumer, logger }: { consumer: string; logger: Logger },
): VersionsSeen {
  const stop = new AbortController()
  const fresh = new Map<string, SeenVersion>()

  const store = async () => {
    const kinds = [...fresh.values()]
    fresh.clear()
    for (const { type, version, source, count, lastAt } of kinds)
      await database.reader.query(
        `insert into versions_seen (consumer, type, version, source, count, last_at) values ($1, $2, $3, $4, $5, $6)
         on conflict (consumer, type, version, source) do update
         set count = versions_seen.count + excluded.count, last_at = greatest(versions_seen.last_at, excluded.last_at)`,
        [consumer, type, version, source, count, lastAt],
      )
  }
  const loop = async () => {
    while (!stop.signal.aborted) {
      await sleep(storeEveryMs, undefined, { signal: stop.signal, ref: false }).catch(() => undefined)
      await store().catch((error) => logger.debug('the versions seen could not be stored', { error }))
    }
  }
  const note = ({ type, version, source }: Envelope) => {
    const kind = `${type} ${version} ${source}`
    const known = fresh.get(kind)
    if (known) {
      known.count++
      known.lastAt = new Date()
    } else if (fresh.size < kindsAtMost)
      fresh.set(kind, { type, version, source, count: 1, lastAt: new Date() })
  }
  void loop()
  return {
    noting: (handle) => async (readings) => {
      const outcomes = await handle(readings as Parameters<typeof handle>[0])
      for (const { envelope } of readings) note(envelope)
      return outcomes
    },
    list: async () => {
      await store()
      const rows: Array<Omit<SeenVersion, 'count'> & { count: string }> = await database.reader.query(
        `select type, version, source, count, last_at as "lastAt" from versions_seen
         where consumer = $1 order by type, version, source limit ${kindsAtMost}`,
        [consumer],
      )
      return rows.map((row) => ({ ...row, count: Number(row.count) }))
    },
    close: async () => stop.abort(),
  }
}

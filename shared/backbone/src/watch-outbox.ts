// How much waits in the outbox and for how long: the first sign that events do not get out.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger, Resource } from '@eventflow/runtime'
import type { Database } from '@eventflow/runtime/database'
import type { BackboneMetrics } from './metrics.js'

export interface OutboxState {
  /** Counted up to a million. */
  depth: number
  oldestSeconds: number
}

export interface OutboxWatch extends Resource {
  now(): Promise<OutboxState>
}

const lookEveryMs = 10_000
const countedAtMost = 1_000_000

export function measureOutbox(
  database: Database,
  { metrics, logger }: { metrics: BackboneMetrics; logger: Logger },
): OutboxWatch {
  const stop = new AbortController()
  const now = async (): Promise<OutboxState> => {
    const [state] = (await database.reader.query(
      `select (select count(*) from (select 1 from outbox limit ${countedAtMost}) as waiting)::int as depth,
         coalesce((select extract(epoch from now() - written_at) from outbox order by position limit 1), 0)::float as oldest`,
    )) as [{ depth: number; oldest: number }]
    return { depth: state.depth, oldestSeconds: Math.max(0, Math.round(state.oldest * 10) / 10) }
  }
  const loop = async () => {
    while (!stop.signal.aborted) {
      await sleep(lookEveryMs, undefined, { signal: stop.signal, ref: false }).catch(() => undefined)
      if (stop.signal.aborted) return
      try {
        const { depth, oldestSeconds } = await now()
        metrics.outboxDepth.set(depth)
        metrics.outboxOldestSeconds.set(oldestSeconds)
      } catch (error) {
        logger.debug('the outbox could not be measured', { error })
      }
    }
  }
  void loop()
  return { now, close: async () => stop.abort() }
}

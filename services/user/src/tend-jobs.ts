// Looks after jobs: removes copies whose time is over, gives up those that never came, and says which erasures are overdue.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock, Logger, Resource } from '@eventflow/runtime'
import { copiesOf, type Storage } from '@eventflow/runtime/storage'
import type { JobMetrics } from './job-metrics.js'
import type { JobStore, OverdueJob } from './job-store.js'

interface TendingParts {
  jobs: JobStore
  storage: Storage
  now: Clock
  logger: Logger
  metrics: JobMetrics
}

interface Rules {
  exportKeepDays: number
  overdueHours: number
}

const tendEveryMs = 60_000
const atOnce = 100
const hourMs = 3_600_000

export function tendJobs(parts: TendingParts, rules: Rules): Resource {
  const stop = new AbortController()
  const told = new Set<string>()
  const look = async () => {
    await removeOldCopies(parts, rules)
    const since = new Date(parts.now().getTime() - rules.overdueHours * hourMs)
    const late = [
      ...(await parts.jobs.overdue('erasure', since, atOnce)),
      ...(await parts.jobs.overdue('export', since, atOnce)),
    ]
    for (const kind of ['erasure', 'export'] as const)
      parts.metrics.overdue.set({ kind }, late.filter((job) => job.kind === kind).length)
    for (const job of late) await tellOf(parts, job, told)
  }
  const loop = async () => {
    while (!stop.signal.aborted) {
      await look().catch((error) => parts.logger.warn('jobs cannot be looked after just now', { error }))
      await sleep(tendEveryMs, undefined, { signal: stop.signal, ref: false }).catch(() => undefined)
    }
  }
  const running = loop()
  return {
    close: async () => {
      stop.abort()
      await running
    },
  }
}

async function removeOldCopies(
  { jobs, storage, now }: TendingParts,
  { exportKeepDays }: Rules,
): Promise<void> {
  const before = new Date(now().getTime() - exportKeepDays * 24 * hourMs)
  for (const { id, userId } of await jobs.exportsBegunBefore(before, atOnce)) {
    await storage.removeAll(`${copiesOf(userId)}${id}/`)
    await jobs.remove(id)
  }
}

/** An erasure is never given up; a copy may be asked for again. Each is told of once by each process. */
async function tellOf(
  { jobs, logger }: TendingParts,
  { id, kind, waitsFor }: OverdueJob,
  told: Set<string>,
): Promise<void> {
  if (!told.has(id)) logger.error('a job is overdue', { job: id, kind, waitsFor })
  if (told.size < 10 * atOnce) told.add(id)
  if (kind === 'export') await jobs.fail(id)
}

// Readiness: whether everything that this service needs answers, named one by one.
import { type Dependency, within } from './resource.js'

export interface HealthReport {
  ready: boolean
  draining: boolean
  dependencies: Record<string, { ok: boolean; reason?: string }>
}

export interface Health {
  watch(dependency: Dependency): void
  /** From here on the service says that it is not ready, while it finishes what it has begun. */
  drain(): void
  report(): Promise<HealthReport>
}

const checkLimitMs = 2_000
/** Probes of several watchers within this time share one answer, so that probing cannot become a load. */
const freshForMs = 500

export function createHealth(): Health {
  const dependencies: Dependency[] = []
  let draining = false
  let latest: { at: number; report: Promise<HealthReport['dependencies']> } | undefined
  const checkAll = async () => Object.fromEntries(await Promise.all(dependencies.map(checkOne)))
  return {
    watch(dependency) {
      dependencies.push(dependency)
    },
    drain() {
      draining = true
    },
    async report() {
      const now = Date.now()
      if (!latest || now - latest.at > freshForMs) latest = { at: now, report: checkAll() }
      const checked = await latest.report
      return {
        ready: !draining && Object.values(checked).every(({ ok }) => ok),
        draining,
        dependencies: checked,
      }
    },
  }
}

async function checkOne({ name, check }: Dependency): Promise<[string, { ok: boolean; reason?: string }]> {
  try {
    await within(checkLimitMs, check())
    return [name, { ok: true }]
  } catch (error) {
    return [name, { ok: false, reason: reasonOf(error) }]
  }
}

/** A short reason without addresses: readiness may be read by more people than the log. */
function reasonOf(error: unknown): string {
  const { code, message } = error as { code?: unknown; message?: unknown }
  if (typeof code === 'string') return code
  return typeof message === 'string' ? message.replace(/[a-z]+:\/\/\S+/gi, '...').slice(0, 120) : 'unknown'
}

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

/** Probes of several watchers within this time share one answer, so that probing cannot become a load. */
const freshForMs = 500

interface Timing {
  now?: () => number
  checkWithinMs?: number
}

export function createHealth({ now = Date.now, checkWithinMs = 2_000 }: Timing = {}): Health {
  const dependencies: Dependency[] = []
  let draining = false
  let latest: { at: number; report: Promise<HealthReport['dependencies']> } | undefined
  const checkAll = async () =>
    Object.fromEntries(
      await Promise.all(dependencies.map((dependency) => checkOne(dependency, checkWithinMs))),
    )
  return {
    watch(dependency) {
      dependencies.push(dependency)
    },
    drain() {
      draining = true
    },
    async report() {
      const at = now()
      if (!latest || at - latest.at > freshForMs) latest = { at, report: checkAll() }
      const checked = await latest.report
      return {
        ready: !draining && Object.values(checked).every(({ ok }) => ok),
        draining,
        dependencies: checked,
      }
    },
  }
}

async function checkOne(
  { name, check }: Dependency,
  withinMs: number,
): Promise<[string, { ok: boolean; reason?: string }]> {
  try {
    await within(withinMs, check())
    return [name, { ok: true }]
  } catch (error) {
    return [name, { ok: false, reason: reasonOf(error) }]
  }
}

/** A short reason without addresses: readiness may be read by more people than the log. */
function reasonOf(error: unknown): string {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown }
  if (typeof code === 'string') return code
  const told = typeof message === 'string' ? message.replace(addresses, '...').slice(0, 120) : ''
  return told === '' ? 'unknown' : told
}

const addresses = /[a-z][a-z0-9+.-]*:\/\/\S+|\b\d{1,3}(\.\d{1,3}){3}(:\d+)?\b/gi

// Keeps a process running: starts it again after it ended by itself, later and later if that goes on.
import { setTimeout as pause } from 'node:timers/promises'
import { type OwnedProcess, type ProcessEnd, signalGroup, spawnOwned } from './owned-process.js'

export interface Kept {
  name: string
  current: () => OwnedProcess
  /** How often it ended by itself. */
  restarts: () => number
}

export interface KeeperEvents {
  /** It ended by itself and will be started again after the pause. */
  fell: (name: string, how: string, pauseMs: number) => void
  /** It runs again, under another pid. */
  rose: (name: string, pid: number) => void
  /** How long it stays down after so many falls; longer and longer unless something else is wished. */
  pauseMs?: (attempt: number) => number
}

const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 30_000
// Who ran this long was healthy: the next fall is a new story.
const HEALTHY_AFTER_MS = 60_000

export const backOffMs = (attempt: number): number =>
  Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt)

/** Watches until `signal` is aborted, which must happen before the process is stopped on purpose. */
export function keepAlive(first: OwnedProcess, events: KeeperEvents, signal: AbortSignal): Kept {
  let current = first
  let restarts = 0
  const watch = async () => {
    for (let attempt = 0; ; attempt++) {
      const since = Date.now()
      await current.whenEnded
      const { plan } = current
      if (signal.aborted || !plan) return
      if (Date.now() - since > HEALTHY_AFTER_MS) attempt = 0
      restarts++
      // Helpers that outlived it would hold its ports.
      signalGroup(current.pid, 'SIGKILL')
      const pauseMs = (events.pauseMs ?? backOffMs)(attempt)
      events.fell(current.name, describeEnd(current.ended()), pauseMs)
      await pause(pauseMs, undefined, { signal })
      current = spawnOwned(plan)
      events.rose(current.name, current.pid)
    }
  }
  // The only way it throws is the pause being cut short by the stop.
  watch().catch(() => undefined)
  return { name: first.name, current: () => current, restarts: () => restarts }
}

export function describeEnd(end: ProcessEnd | undefined): string {
  if (end?.signal) return `was killed by ${end.signal}`
  return end?.code === -1 ? 'could not be started' : `ended with code ${end?.code ?? '?'}`
}

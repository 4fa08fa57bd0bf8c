// Starts the services, a few at a time, and waits until each says that it is ready.
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Impossible } from './component.js'
import { type KeeperEvents, type Kept, keepAlive } from './keeper.js'
import { type ProcessPlan, spawnOwned } from './owned-process.js'
import type { Progress } from './progress.js'
import { askReady } from './service-answer.js'
import { type StackFacts, serviceEnvironment, tracingWanted } from './service-environment.js'
import type { ServiceFolder } from './service-folders.js'
import { tailOf } from './wait-until.js'

export interface StartContext {
  /** The stack's folder; logs go to `logs/` in it. */
  folder: string
  facts: StackFacts
  progress: Progress
  events: KeeperEvents
  signal: AbortSignal
  /** Called as soon as the process exists, long before it is ready. */
  started: (service: ServiceFolder, kept: Kept) => void
}

const READY_WITHIN_MS = 90_000
// A service that dies while it starts mostly does so for a reason that the next try meets again.
const FALLS_AT_START = 3
const SHOWN_LINES = 8
// Sixteen services on two cores: 18 s until all are ready with two at once, 12 s with four, and no better with more.
const AT_ONCE = Math.max(4, 2 * availableParallelism())

/** Throws when one of them does not come up; the others are then still running, and it is the caller's to stop them. */
export async function startServices(services: ServiceFolder[], context: StartContext): Promise<void> {
  const waiting = [...services]
  const worker = async () => {
    for (let service = waiting.shift(); service; service = waiting.shift()) await startOne(service, context)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
}

async function startOne(service: ServiceFolder, context: StartContext): Promise<void> {
  const { facts, progress, events, signal } = context
  const url = facts.urls[service.name] ?? ''
  await progress.step(
    service.name,
    async (say) => {
      signal.throwIfAborted()
      const plan = servicePlan(service, context)
      const kept = keepAlive(spawnOwned(plan), events, signal)
      context.started(service, kept)
      say('starting')
      await untilReady(kept, url, context)
    },
    () => url,
  )
}

function servicePlan(service: ServiceFolder, { folder, facts }: StartContext): ProcessPlan {
  const tracing = tracingWanted(facts.user)
    ? ['--require', require.resolve('@eventflow/runtime/tracing')]
    : []
  return {
    name: service.name,
    command: process.execPath,
    args: ['--enable-source-maps', ...tracing, service.main],
    environment: serviceEnvironment(service, facts),
    folder: service.folder,
    logFile: join(folder, 'logs', `${service.name}.log`),
    // Longer than the ten seconds that a service gives its work in flight.
    graceMs: 15_000,
  }
}

async function untilReady(kept: Kept, url: string, { signal, progress }: StartContext): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS
  let answer = 'nothing answers'
  while (Date.now() < deadline && kept.restarts() < FALLS_AT_START) {
    signal.throwIfAborted()
    answer = await askReady(url)
    if (answer === 'ready') return
    await pause(100)
  }
  for (const line of tailOf(kept.current().plan?.logFile, SHOWN_LINES)) progress.line(`    ${line}`)
  const what =
    kept.restarts() < FALLS_AT_START
      ? `the service ${kept.name} was not ready within ${READY_WITHIN_MS / 1000} s: ${answer}`
      : `the service ${kept.name} ended ${FALLS_AT_START} times while it started`
  throw new Impossible(what, `its last lines are above, all of them in ${kept.current().plan?.logFile}`)
}

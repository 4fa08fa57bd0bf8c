// The office of dead letters: takes them in, keeps them, and sends them back when somebody says so.
import { openDesk } from '@eventflow/backbone/desk'
import type { Clock, Logger, Resource } from '@eventflow/runtime'
import type { Database } from '@eventflow/runtime/database'
import { Gauge, type Registry } from 'prom-client'
import type { Broker } from './broker.js'
import { type LetterStore, letterStore } from './letter-store.js'
import { parkDeadLetters } from './park-dead-letters/park-dead-letters.js'
import { startReplayWorker } from './replay-dead-letters/replay-worker.js'
import { type ReplayStore, replayStore } from './replay-store.js'

export interface Office extends Resource {
  letters: LetterStore
  replays: ReplayStore
  /** Says that there is a new replay. */
  nudge(): void
}

interface OfficeParts {
  database: Database
  broker: Broker
  now: Clock
  logger: Logger
  metrics: Registry
}

interface OfficeConfig {
  rabbit: { url: string }
  deadLetters: { keepDays: number }
}

export async function openOffice({ rabbit, deadLetters }: OfficeConfig, parts: OfficeParts): Promise<Office> {
  const { database, logger, metrics } = parts
  const [letters, replays] = [letterStore(database), replayStore(database)]
  countWaiting(letters, metrics)
  const desk = await openDesk(rabbit.url, { service: 'ops', logger, store: letters.keep })
  const worker = startReplayWorker({ desk, replays, logger })
  const parking = parkDeadLetters({ ...parts, ...deadLetters, desk, letters, replays })
  return {
    letters,
    replays,
    nudge: worker.nudge,
    ...(desk.dependency ? { dependency: desk.dependency } : {}),
    close: async () => {
      await Promise.all([parking.close(), worker.close()])
      await desk.close()
    },
  }
}

/** Counted when somebody looks: the desk is the one place where every dead letter is. */
function countWaiting(letters: LetterStore, metrics: Registry): void {
  const gauge: Gauge<'queue'> = new Gauge({
    name: 'eventflow_dead_letters_waiting',
    help: 'Dead letters about which nobody has decided yet.',
    labelNames: ['queue'],
    registers: [metrics],
    collect: async () => {
      const counts = await letters.waitingByQueue().catch(() => undefined)
      gauge.reset()
      for (const [queue, { waiting }] of counts ?? []) gauge.set({ queue }, waiting)
    },
  })
}

// The office of dead letters: takes them in, keeps them, and sends them back when somebody says so.
import { openDesk } from '@eventflow/backbone/desk'
import type { Clock, Logger, Resource } from '@eventflow/runtime'
import type { Database } from '@eventflow/runtime/database'
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
  keepDays: number
  now: Clock
  logger: Logger
}

export async function openOffice(amqpUrl: string, parts: OfficeParts): Promise<Office> {
  const { database, logger } = parts
  const [letters, replays] = [letterStore(database), replayStore(database)]
  const desk = await openDesk(amqpUrl, { service: 'ops', logger, store: letters.keep })
  const worker = startReplayWorker({ desk, replays, logger })
  const parking = parkDeadLetters({ ...parts, desk, letters, replays })
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

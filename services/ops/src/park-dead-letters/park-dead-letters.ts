// Finds the dead-letter queues and takes what comes into them; and forgets what was settled long ago.
import { setTimeout as sleep } from 'node:timers/promises'
import { type Desk, deadQueuesAmong } from '@eventflow/backbone/desk'
import { queuesByEvent } from '@eventflow/contracts'
import type { Clock, Logger, Resource } from '@eventflow/runtime'
import type { Broker } from '../broker.js'
import { rememberedSince } from '../letter.js'
import type { LetterStore } from '../letter-store.js'
import type { ReplayStore } from '../replay-store.js'

interface ParkingParts {
  desk: Desk
  broker: Broker
  letters: LetterStore
  replays: ReplayStore
  keepDays: number
  now: Clock
  logger: Logger
}

const lookEveryMs = 30_000

/** The consumers that the contracts know, at once; what else the broker has, as soon as it says so. */
export function parkDeadLetters(parts: ParkingParts): Resource {
  const { desk, broker, letters, replays, keepDays, now, logger } = parts
  const stop = new AbortController()
  desk.take([...new Set(Object.values(queuesByEvent).flat())])

  const look = async () => {
    const before = rememberedSince(now(), keepDays)
    while (!stop.signal.aborted && (await letters.forget(before)) > 0);
    await replays.forget(before)
    desk.take(deadQueuesAmong((await broker.queues()).map(({ name }) => name)))
  }

  const keepLooking = async () => {
    let complained = false
    while (!stop.signal.aborted) {
      try {
        await look()
        complained = false
      } catch (error) {
        // Once for each time that it begins: the queues that are known already are taken from all the same.
        if (!complained) logger.warn('dead letters cannot be tidied, or their queues not listed', { error })
        complained = true
      }
      await sleep(lookEveryMs, undefined, { signal: stop.signal }).catch(() => undefined)
    }
  }

  const looking = keepLooking()
  return {
    close: async () => {
      stop.abort()
      await looking
    },
  }
}

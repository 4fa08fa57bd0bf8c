// Work that comes again for as long as a service runs: a round that fails is told of and followed by the next.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from './logger.js'
import type { Resource } from './resource.js'

interface Rounds {
  everyMs: number
  /** What is logged when a round fails. */
  failed: string
  logger: Logger
}

/** Closing waits for the round that is under way, which is told by the signal that it is the last. */
export function keepDoing(
  work: (signal: AbortSignal) => Promise<unknown>,
  { everyMs, failed, logger }: Rounds,
): Resource {
  const stop = new AbortController()
  const { signal } = stop
  const loop = async () => {
    while (!signal.aborted) {
      // Not all replicas at the same moment.
      await sleep(everyMs * (0.5 + Math.random()), undefined, { signal, ref: false }).catch(() => undefined)
      if (signal.aborted) return
      await work(signal).catch((error: unknown) => logger.warn(failed, { error }))
    }
  }
  const looping = loop()
  return {
    close: async () => {
      stop.abort()
      await looping
    },
  }
}

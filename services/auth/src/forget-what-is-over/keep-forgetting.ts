// Does so every minute, for as long as the service runs.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger, Resource } from '@eventflow/runtime'
import { type ForgettingParts, forgetWhatIsOver } from './forget-what-is-over.js'

const everyMs = 60_000

export function keepForgetting({ logger, ...parts }: ForgettingParts & { logger: Logger }): Resource {
  const stop = new AbortController()
  const loop = async () => {
    while (!stop.signal.aborted) {
      // Not all replicas at the same moment.
      const pauseMs = everyMs * (0.5 + Math.random())
      await sleep(pauseMs, undefined, { signal: stop.signal, ref: false }).catch(() => undefined)
      if (stop.signal.aborted) return
      await forgetWhatIsOver(parts, stop.signal).catch((error: unknown) =>
        logger.warn('what is over could not be forgotten', { error }),
      )
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

// Lets posts in as long as what waits can be worked off; looks at the queue now and then, and never while a caller waits.
import type { Backbone } from '@eventflow/backbone'
import type { Clock, Logger } from '@eventflow/runtime'
import { Overloaded } from '../errors.js'
import { type Limits, type Load, waitFor } from './pressure.js'

export interface Admission {
  /** Throws what tells the caller when to come back. */
  admit(): void
}

interface AdmissionParts {
  backbone: Pick<Backbone, 'backlog'>
  /** How many messages were handled since anybody counted. */
  workedOff(): Promise<number | undefined>
  logger: Logger
  now: Clock
}

const lookEveryMs = 500
/** Of a pace that was seen, how much counts in the next one: workers take messages in bursts. */
const memory = 0.5

interface Look {
  atMs: number
  handled: number | undefined
  load: Load
}

export function admission({ backbone, workedOff, logger, now }: AdmissionParts, limits: Limits): Admission {
  let last: Look | undefined
  let isLooking = false
  const look = async () => {
    const [waiting, handled] = await Promise.all([backbone.backlog(), workedOff()])
    const atMs = now().getTime()
    last = { atMs, handled, load: { waiting: waiting ?? 0, perSecond: paceSince(last, atMs, handled) } }
  }
  const lookSoon = () => {
    isLooking = true
    look()
      // A broker that is away is told by whoever publishes.
      .catch((error: unknown) => logger.debug('the queue cannot be looked at', { error }))
      .finally(() => {
        isLooking = false
      })
  }
  return {
    admit: () => {
      const nowMs = now().getTime()
      if (!isLooking && (!last || nowMs - last.atMs >= lookEveryMs)) lookSoon()
      // What was seen long ago says nothing of now.
      if (!last || nowMs - last.atMs > 10 * lookEveryMs) return
      const retryAfterSeconds = waitFor(last.load, limits, Math.random())
      if (retryAfterSeconds !== undefined) throw Overloaded({ retryAfterSeconds })
    },
  }
}

/** A counter that stands lower than before was lost in between: then the pace that was known stays. */
function paceSince(last: Look | undefined, atMs: number, handled: number | undefined): number | undefined {
  const known = last?.load.perSecond
  if (!last || last.handled === undefined || handled === undefined || handled < last.handled) return known
  const elapsedMs = atMs - last.atMs
  if (elapsedMs <= 0) return known
  const seen = ((handled - last.handled) * 1_000) / elapsedMs
  return known === undefined ? seen : known * memory + seen * (1 - memory)
}

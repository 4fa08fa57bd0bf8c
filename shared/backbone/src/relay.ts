// The relay: takes events from the outbox to the broker in a steady flow, woken by a nudge and by the clock.
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { createDoze, type Logger, type Resource, within } from '@eventflow/runtime'
import type { BackboneMetrics } from './metrics.js'
import type { Outbox } from './outbox.js'
import type { Publisher } from './publisher.js'
import { createFlow, type Flow } from './relay-flow.js'

export interface Relay extends Resource {
  /** Says that something was written just now. */
  nudge(): void
}

interface RelayParts {
  outbox: Outbox
  publisher: Publisher
  batch: number
  pollMs: number
  logger: Logger
  metrics: BackboneMetrics
}

/** What is in flight may still be confirmed; what is not by then stays in the outbox for the next start. */
const closeLimitMs = 3_000
/** Claimed and not yet sent, in batches: so that the next ones are there when the broker is ready for them. */
const batchesAhead = 2
/** What comes while others are on their way may as well be claimed together. */
const gatherMs = 2

/** Runs until closed. A database or broker that is away is met by waiting: the events are safe where they are. */
export function startRelay(parts: RelayParts): Relay {
  const { publisher, batch, pollMs, logger } = parts
  const outbox = parts.outbox.heldBy(randomUUID())
  const doze = createDoze(pollMs)
  let stopped = false
  let complained = false

  const complain = (error: unknown) => {
    if (!complained) logger.warn('the outbox cannot be relayed just now', { error: (error as Error).message })
    complained = true
  }
  const flow: Flow = createFlow({ ...parts, outbox, window: batch, complain })

  const fill = async () => {
    while (!stopped && publisher.isReady()) {
      await flow.below(batch * batchesAhead)
      const reach = flow.isEmpty() ? 'everywhere' : 'near'
      if (stopped) return
      const count = await flow.fill(() => outbox.claim(batch, reach))
      complained = false
      if (count < batch) return
    }
  }

  const loop = async () => {
    while (!stopped) {
      await doze.sleep()
      if (!flow.isEmpty()) await sleep(gatherMs)
      if (!stopped) await fill().catch(complain)
    }
    await flow.end()
  }

  const running = loop()
  return {
    nudge: doze.wake,
    close: async () => {
      stopped = true
      flow.stop()
      doze.wake()
      await within(closeLimitMs, running).catch(() => undefined)
    },
  }
}

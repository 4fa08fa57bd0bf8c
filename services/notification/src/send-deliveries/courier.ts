// Sends what is due by one channel: a few messages at a time, each by one process at a time, looked at once more just before.
import { createDoze, inStory, type Logger, type Resource } from '@eventflow/runtime'
import type { Recheck } from '../decide/recheck.js'
import type { ClaimedDelivery, DeliveryFate } from '../delivery.js'
import type { DeliveryStore } from '../delivery-store.js'
import type { Carrier } from './carrier.js'
import type { DeliveryMetrics } from './delivery-metrics.js'
import { fateOf } from './fate.js'
import { keepTrying } from './keep-trying.js'

interface Courier extends Resource {
  /** Says that something is due now. */
  wake(): void
}

interface CourierParts {
  carrier: Carrier
  deliveries: DeliveryStore
  recheck: Recheck
  pollMs: number
  metrics: DeliveryMetrics
  logger: Logger
}

export function openCourier(parts: CourierParts): Courier {
  const { carrier, deliveries, pollMs, logger } = parts
  const { channel, atOnce, holdMs } = carrier
  const doze = createDoze(pollMs)
  const inFlight = new Set<Promise<void>>()
  let stopped = false
  let complained = false

  const begin = (claimed: ClaimedDelivery) => {
    const work = inStory(claimed.story, () => deliver(parts, claimed)).finally(() => {
      inFlight.delete(work)
      doze.wake()
    })
    inFlight.add(work)
  }

  const sendDue = async () => {
    while (!stopped && inFlight.size < atOnce && (await carrier.isThere())) {
      const claimed = await deliveries.claim(channel, { limit: atOnce - inFlight.size, holdMs })
      if (claimed.length === 0) return
      claimed.forEach(begin)
    }
  }

  const loop = async () => {
    while (!stopped) {
      await doze.sleep()
      try {
        await sendDue()
        complained = false
      } catch (error) {
        // Said once; what is owed is where it was.
        if (!complained) logger.warn('nothing can be sent just now', { channel, error })
        complained = true
      }
    }
  }

  const running = loop()
  return {
    wake: doze.wake,
    close: async () => {
      stopped = true
      doze.wake()
      await running
      await Promise.all(inFlight)
      await carrier.close()
    },
  }
}

/** Never rejects. What cannot be written down is tried again by whoever claims it next, under the same id. */
async function deliver(parts: CourierParts, claimed: ClaimedDelivery): Promise<void> {
  const { deliveries, metrics, logger } = parts
  const { id: deliveryId, channel, template: kind } = claimed
  const startedAt = performance.now()
  try {
    const fate = await fateAfterTry(parts, claimed)
    if (!fate) return
    await keepTrying(() => deliveries.settle(claimed, fate), claimed.heldUntil)
    metrics.tried.inc({ channel, kind, outcome: fate.kind })
    const { kind: outcome, ...facts } = fate
    const ms = Math.round(performance.now() - startedAt)
    logger.info('delivery', { deliveryId, channel, kind, outcome, ...facts, ms })
  } catch (error) {
    logger.warn('how a delivery fared could not be written down', { deliveryId, channel, kind, error })
  }
}

/** Nothing when somebody else has it by now, or it was taken back. */
async function fateAfterTry(
  { carrier, deliveries, recheck }: CourierParts,
  claimed: ClaimedDelivery,
): Promise<DeliveryFate | undefined> {
  const { attempts, expiresAt } = claimed
  if (expiresAt && expiresAt.getTime() <= Date.now()) return { kind: 'failed', attempts, reason: 'expired' }
  const verdict = await recheck(claimed)
  const patience = { before: attempts, ...carrier.patience }
  if (verdict.outcome === 'held')
    return { kind: 'held', attempts, until: verdict.until, reason: verdict.reason }
  if (verdict.outcome === 'dropped') {
    const { reason } = verdict
    // The event that tells where somebody is may come after the one that they have to hear of.
    if (claimed.critical && reason === 'nowhere to send to')
      return fateOf({ outcome: 'put-off', reason }, patience)
    return { kind: 'skipped', attempts, reason }
  }
  const last = await deliveries.begin(claimed)
  return last && fateOf(await carrier.send(last), patience)
}

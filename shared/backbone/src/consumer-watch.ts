// Asks the broker again and again whether it still knows our consumer: one that died without a word would do nothing, for days.
import { setTimeout as sleep } from 'node:timers/promises'
import { type Logger, type Resource, within } from '@eventflow/runtime'
import type { RecoveringChannelModel } from 'amqplib'
import type { BackboneMetrics } from './metrics.js'
import { lookAtQueue, type QueueLook } from './own-part.js'

interface WatchPlan {
  model: RecoveringChannelModel
  queue: string
  everyMs: number
  logger: Logger
  metrics: BackboneMetrics
  /** Whether we believe that we consume. */
  isLive(): boolean
  /** Gives the subscription up for dead, so that another is made. */
  revive(): void
  /** Puts another in its place without further ado. */
  renew(): void
}

export interface ConsumerWatch extends Resource {
  /** A subscription has begun. */
  began(): void
  took(): void
  answered(count: number): void
}

/** Longer than a subscription is away when it changes how much it takes at a time. */
const confirmAfterMs = 500
const lookLimitMs = 5_000
/**
 * A consumer that got nothing for so many looks is renewed on a channel of its own, whatever the broker says: RabbitMQ
 * 3.10 was seen to count one as served, with a message given out to it, that got nothing any more, since its queue had
 * been deleted and made again within milliseconds.
 */
const idleLooksUntilRenewal = 6

export function watchConsumer(plan: WatchPlan): ConsumerWatch {
  const stop = new AbortController()
  const hands = createHands()
  const pause = (ms: number) => sleep(ms, undefined, { signal: stop.signal }).catch(() => undefined)
  /** Why the consumer cannot be alive; undefined where it may be, also because the broker gives no answer. */
  const suspicion = async (since: Mark): Promise<Suspicion | undefined> => {
    if (!plan.isLive()) return undefined
    const look = await within(lookLimitMs, lookAtQueue(plan.model, plan.queue)).catch(
      () => 'no answer' as const,
    )
    return look !== 'no answer' && plan.isLive() ? judge(look, hands.isIdleSince(since)) : undefined
  }

  const isOver = (before: Mark) => stop.signal.aborted || !hands.isSame(before)
  const confirmed = async (before: Mark): Promise<Suspicion | undefined> => {
    if (isOver(before) || !(await suspicion(before))) return undefined
    // Asked twice: between two subscriptions, too, the broker knows none of ours.
    await pause(confirmAfterMs)
    const reason = isOver(before) ? undefined : await suspicion(before)
    return isOver(before) ? undefined : reason
  }

  const watch = async () => {
    let idleLooks = 0
    while (!stop.signal.aborted) {
      const before = hands.mark()
      await pause(plan.everyMs)
      const reason = await confirmed(before)
      idleLooks = hands.isSame(before) && hands.isIdleSince(before) ? idleLooks + 1 : 0
      if (reason) {
        plan.metrics.revived.inc()
        const { queue } = plan
        plan.logger.error('the broker does not serve our consumer, which is set up again', { queue, reason })
        plan.revive()
      } else if (idleLooks >= idleLooksUntilRenewal && plan.isLive()) {
        idleLooks = 0
        plan.renew()
      }
    }
  }

  void watch()
  return { ...hands.told, close: async () => stop.abort() }
}

type Suspicion = 'unknown' | 'starved' | 'no queue'

/**
 * Others may consume the same queue, so that the broker counts consumers of which none is ours: then it shows by
 * messages that wait while our hands are empty. As long as the others keep up nothing waits, and nothing is missed.
 */
function judge(look: QueueLook | undefined, isIdle: boolean): Suspicion | undefined {
  if (!look) return 'no queue'
  if (look.consumers === 0) return 'unknown'
  return look.ready > 0 && isIdle ? 'starved' : undefined
}

interface Mark {
  subscription: number
  taken: number
}

/** What we have in our hands. A subscription that began anew is given the time of a whole interval. */
function createHands() {
  let subscription = 0
  let taken = 0
  let held = 0
  return {
    mark: (): Mark => ({ subscription, taken }),
    isSame: (mark: Mark): boolean => mark.subscription === subscription,
    isIdleSince: (mark: Mark): boolean => mark.taken === taken && held === 0,
    told: {
      began: () => {
        subscription++
      },
      took: () => {
        taken++
        held++
      },
      answered: (count: number) => {
        held -= count
      },
    },
  }
}

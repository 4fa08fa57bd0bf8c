// What a relay has claimed, on its way: so many confirms open at a time, one for each key, and what is over is told to the outbox in runs.
import type { Logger } from '@eventflow/runtime'
import { createKeyQueues } from './key-queues.js'
import type { BackboneMetrics } from './metrics.js'
import type { ClaimedMessage, HeldOutbox } from './outbox.js'
import { publishStored } from './publish-stored.js'
import type { Publisher } from './publisher.js'
import { createLedger, type Ledger } from './relay-ledger.js'
import { createUntil } from './until.js'

export interface Flow {
  /** Has the outbox claimed from, and takes what that gives; answers how much it was. */
  fill(claim: () => Promise<ClaimedMessage[]>): Promise<number>
  isEmpty(): boolean
  /** Resolves when fewer than this are on their way or wait to be. */
  below(count: number): Promise<void>
  /** Sends nothing more; what was not sent is given back. */
  stop(): void
  /** Resolves when all is answered for and the outbox knows. */
  end(): Promise<void>
}

interface FlowParts {
  outbox: HeldOutbox
  publisher: Publisher
  window: number
  logger: Logger
  metrics: BackboneMetrics
  complain(error: unknown): void
}

interface Waiter {
  message: ClaimedMessage
  claimedAt: number
}

/** Well below the lease: what has waited for longer may soon be somebody else's. */
const ageAtMostMs = 10_000

/**
 * The messages of one key go one after the other, up to the first that fails: a broker whose queue is full, or has no
 * leader for a moment, refuses one message and takes the next, which would then be ahead of it. Keys of which a message
 * failed before go when nothing else is on its way, so that one for which the broker closes the channel takes no others
 * with it.
 */
export function createFlow(parts: FlowParts): Flow {
  const { publisher, window } = parts
  const ledger = createLedger(parts)
  const queues = createKeyQueues(isTroubled)
  const { until, step } = createUntil()
  let waiting = 0
  let open = 0
  const is = { alone: false, pumping: false, stopped: false }

  const mayGo = ({ claimedAt }: Waiter) => !is.stopped && publisher.isReady() && isYoung(claimedAt)

  const pump = () => {
    // What is given back at once asks for the next within the loop.
    if (is.pumping) return
    is.pumping = true
    while (!is.alone && open < window && queues.has('sound')) void send(queues.next('sound') ?? '')
    if (open === 0 && queues.has('troubled')) {
      is.alone = true
      void send(queues.next('troubled') ?? '')
    }
    is.pumping = false
    step()
  }

  const send = async (key: string) => {
    const queue = queues.of(key)
    const next = queue[0]
    open++
    const isSent = next && mayGo(next) && (await publish(parts, ledger, next.message))
    open--
    if (isSent) {
      queue.shift()
      waiting--
    } else {
      waiting -= queue.length
      giveBack(ledger, key, queue.splice(0))
    }
    is.alone = false
    queues.handBack(key)
    pump()
  }

  const accept = (message: ClaimedMessage) => {
    if (ledger.isClosed(message.key)) return ledger.leave(message)
    waiting++
    return queues.add(message.key, { message, claimedAt: performance.now() })
  }

  return {
    fill: async (claim) => {
      const closed = ledger.closedSoFar()
      const messages = await claim()
      // What is known to the outbox since before it was asked is not among what it gave.
      ledger.reopen(closed)
      for (const message of messages) accept(message)
      pump()
      return messages.length
    },
    isEmpty: () => waiting === 0,
    below: (count) => until(() => waiting < count),
    stop: () => {
      is.stopped = true
      pump()
    },
    end: async () => {
      await until(() => waiting === 0)
      await ledger.close()
    },
  }
}

/** Whatever is behind a message must not overtake it, now or later. What failed is accounted for already. */
function giveBack(ledger: Ledger, key: string, queue: readonly Waiter[]): void {
  for (const { message } of ledger.isClosed(key) ? queue.slice(1) : queue) ledger.leave(message)
}

const isYoung = (claimedAt: number) => performance.now() - claimedAt < ageAtMostMs

const isTroubled = ({ message }: Waiter) => message.attempts > 0

async function publish(parts: FlowParts, ledger: Ledger, message: ClaimedMessage): Promise<boolean> {
  const failure = await publishStored(parts, message)
  if (failure) ledger.failed(message, failure.error)
  else ledger.sent(message)
  return !failure
}

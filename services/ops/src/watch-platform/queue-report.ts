// What the broker's numbers say about each queue: how full, how fast, who takes from it, what was put aside.
import { deadQueuesAmong, retryExchange, retrySteps } from '@eventflow/backbone/desk'
import type { BrokerQueue } from '../broker.js'

type Waiting = ReadonlyMap<string, { waiting: number; oldestAt: Date }>

const rateOf = (queue: BrokerQueue, name: string): number => {
  const details = queue.message_stats?.[`${name}_details`] as { rate?: number } | undefined
  return Math.round((details?.rate ?? 0) * 10) / 10
}

/** Quorum queues do not tell how old their first message is. */
const oldestOf = ({ head_message_timestamp: seconds }: BrokerQueue): string | null =>
  seconds ? new Date(seconds * 1_000).toISOString() : null

const depthOf = ({ messages, messages_ready, messages_unacknowledged, consumers }: BrokerQueue) => ({
  depth: messages ?? 0,
  ready: messages_ready ?? 0,
  unacked: messages_unacknowledged ?? 0,
  consumers: consumers ?? 0,
})

/** A queue that was declared a moment ago has no numbers yet, and counts as empty. */
const missing = (name: string): BrokerQueue => ({ name })

export function queueReport(queues: readonly BrokerQueue[], letters: Waiting) {
  const named = new Map(queues.map((queue) => [queue.name, queue]))
  const find = (name: string) => named.get(name) ?? missing(name)
  const items = deadQueuesAmong([...named.keys()])
    .sort()
    .map((name) => {
      const queue = find(name)
      const desk = letters.get(name)
      return {
        queue: name,
        ...depthOf(queue),
        publishedPerSecond: rateOf(queue, 'publish'),
        deliveredPerSecond: rateOf(queue, 'deliver'),
        ackedPerSecond: rateOf(queue, 'ack'),
        oldestAt: oldestOf(queue),
        dead: {
          ...depthOf(find(`${name}.dead`)),
          letters: desk?.waiting ?? 0,
          oldestLetterAt: desk?.oldestAt ?? null,
        },
      }
    })
  const ladder = retrySteps.map(({ name, waitMs }) => ({
    step: name,
    waitMs,
    depth: find(retryExchange(name)).messages ?? 0,
  }))
  return { items, ladder }
}

// What an outbox that filled up during an outage of the broker takes to be drained.
import type { Row } from '../row.js'
import { startContender } from '../server-child.js'

export const outboxBacklog: Row = {
  name: 'outbox-backlog',
  group: 'messaging',
  about:
    'Events of 1 KB and a thousand keys that wait in the outbox, 20,000 for each second of the pace, relayed until the outbox is empty; ' +
    'the limit publishes the same bodies out of memory in a window of 500 confirms.',
  reach: 0.6,
  needsStack: true,
  open: async ({ environment }) => [
    await startContender({ name: 'outbox drained', role: 'ours', server: 'outbox-backlog', environment }),
    await startContender({ name: 'bare amqplib', role: 'limit', server: 'bare-backlog', environment }),
  ],
}

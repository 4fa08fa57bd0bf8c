// GET /v1/ops/services, /outbox and /queues: how the services, their outboxes and the broker's queues fare.
import { listOf, record, text } from '@eventflow/contracts'
import { ok, route } from '@eventflow/http'
import type { Broker } from '../broker.js'
import { BrokerUnreachable } from '../errors.js'
import type { Fleet } from '../fleet.js'
import type { LetterStore } from '../letter-store.js'
import { queueReport } from './queue-report.js'
import { outboxShape, queueShape, serviceShape, stepShape } from './shapes.js'

export const readServices = ({ fleet }: { fleet: Fleet }) =>
  route({
    method: 'get',
    path: '/v1/ops/services',
    summary: 'Each service: ready or not, what is missing, which version runs since when.',
    tag: 'ops',
    who: 'operator',
    answers: {
      200: {
        description: 'Those that answered; `unreachable` names the others.',
        body: record({ items: listOf(serviceShape, 100), unreachable: listOf(text(100), 100) }),
      },
    },
    handle: async () => {
      const { replies, unreachable } = await fleet.readiness()
      const items = replies.map(({ service, answer }) => ({
        name: service,
        ...answer,
        missing: Object.entries(answer.dependencies).flatMap(([name, { ok: answers }]) =>
          answers ? [] : [name],
        ),
        // One address stands for all replicas, and one of them has answered.
        instances: 1,
      }))
      return ok({ items: items.sort((a, b) => a.name.localeCompare(b.name)), unreachable })
    },
  })

export const readOutboxes = ({ fleet }: { fleet: Fleet }) =>
  route({
    method: 'get',
    path: '/v1/ops/outbox',
    summary: 'What waits in the outbox of each service: how much, and the age of the oldest in seconds.',
    tag: 'ops',
    who: 'operator',
    answers: {
      200: {
        description: 'The services that answered; `unreachable` names the others.',
        body: record({ items: listOf(outboxShape, 100), unreachable: listOf(text(100), 100) }),
      },
    },
    handle: async ({ headers }) => {
      const { replies, unreachable } = await fleet.outboxes(headers.authorization)
      return ok({
        items: replies.map(({ service, answer: { depth, oldestSeconds } }) => ({
          service,
          depth,
          oldestSeconds,
        })),
        unreachable,
      })
    },
  })

interface ReadQueuesParts {
  broker: Broker
  letters: LetterStore
}

export const readQueues = ({ broker, letters }: ReadQueuesParts) =>
  route({
    method: 'get',
    path: '/v1/ops/queues',
    summary:
      'Each queue: depth, rates, consumers, its dead letters; and how many messages wait on the ladder.',
    tag: 'ops',
    who: 'operator',
    answers: {
      200: {
        description: 'As the broker counted some seconds ago.',
        body: record({ items: listOf(queueShape, 1_000), ladder: listOf(stepShape, 20) }),
      },
    },
    refuses: [BrokerUnreachable],
    handle: async () => ok(queueReport(...(await Promise.all([broker.queues(), letters.waitingByQueue()])))),
  })

// The whole topology as data: exchanges, queues, bindings and policies follow from the contracts and from who reacts to them.
import type { AnyContract } from '@eventflow/contracts'

/** The waits between attempts. One queue each with one fixed time, so that no message waits behind a longer one. */
export const retrySteps = [
  { name: '1s', waitMs: 1_000 },
  { name: '5s', waitMs: 5_000 },
  { name: '30s', waitMs: 30_000 },
  { name: '2m', waitMs: 120_000 },
  { name: '10m', waitMs: 600_000 },
  { name: '1h', waitMs: 3_600_000 },
] as const

export const eventExchange = (service: string): string => `${service}.events`
export const retryExchange = (step: string): string => `retry.${step}`
export const retryReturnExchange = 'retry.return'
export const deadExchange = 'dead'
export const deadQueue = (queue: string): string => `${queue}.dead`
/** The queue of a service has its name; a further one is called by it and by what is done there. */
export const queueOf = (service: string, further?: string): string =>
  further === undefined ? service : `${service}.${further}`

/** How often the broker may redeliver a message that nobody acked (crashes): generous, since neighbours of a poison message count too. */
const deliveryLimit = 20
const queueLength = 1_000_000
const waitLength = 1_000_000
const deadLength = 1_000_000

export interface Consumer {
  queue: string
  service: string
  contracts: readonly AnyContract[]
}

export interface Platform {
  /** Every service that publishes, so that events of `any` producer can be bound to all of them. */
  services: readonly string[]
  contracts: readonly AnyContract[]
  consumers: readonly Consumer[]
  /** Services that look after the messages of all others: they take dead letters, put them back, and see how queues fare. */
  operators?: readonly string[]
}

export interface Definitions {
  exchanges: Array<{
    name: string
    type: string
    durable: boolean
    auto_delete: boolean
    internal: boolean
    arguments: object
  }>
  queues: Array<{ name: string; durable: boolean; auto_delete: boolean; arguments: Record<string, unknown> }>
  bindings: Array<{
    source: string
    destination: string
    destination_type: string
    routing_key: string
    arguments: object
  }>
  policies: Array<{
    name: string
    pattern: string
    'apply-to': string
    priority: number
    definition: Record<string, unknown>
  }>
}

/** The definitions that RabbitMQ imports, for one virtual host. Queues carry their type alone: all else is policy, which can change. */
export function definitionsOf(platform: Platform): Definitions {
  const services = [...platform.services].sort()
  const consumers = [...platform.consumers].sort((a, b) => a.queue.localeCompare(b.queue))
  return {
    exchanges: [
      ...services.map((service) => exchange(eventExchange(service), 'topic')),
      exchange(deadExchange, 'direct'),
      ...retrySteps.map(({ name }) => exchange(retryExchange(name), 'fanout')),
      exchange(retryReturnExchange, 'direct'),
    ],
    queues: [
      ...consumers.flatMap(({ queue }) => [quorumQueue(queue), quorumQueue(deadQueue(queue))]),
      ...retrySteps.map(({ name }) => quorumQueue(retryExchange(name))),
    ],
    bindings: [
      ...consumers.flatMap((consumer) => bindingsOf(consumer, services)),
      ...retrySteps.map(({ name }) => binding(retryExchange(name), retryExchange(name), '')),
    ],
    policies: [
      ...consumers.flatMap(({ queue }) => [consumerPolicy(queue), deadPolicy(queue)]),
      ...retrySteps.map(({ name, waitMs }) => waitPolicy(retryExchange(name), waitMs)),
    ],
  }
}

const exchange = (name: string, type: string) => ({
  name,
  type,
  durable: true,
  auto_delete: false,
  internal: false,
  arguments: {},
})

const quorumQueue = (name: string) => ({
  name,
  durable: true,
  auto_delete: false,
  arguments: { 'x-queue-type': 'quorum' },
})

const binding = (source: string, destination: string, routingKey: string) => ({
  source,
  destination,
  destination_type: 'queue',
  routing_key: routingKey,
  arguments: {},
})

function bindingsOf({ queue, contracts }: Consumer, services: readonly string[]) {
  const events = [...new Set(contracts)].flatMap(({ producer, type }) =>
    (producer === 'any' ? services : [producer]).map((service) =>
      binding(eventExchange(service), queue, type),
    ),
  )
  return [
    ...events,
    binding(retryReturnExchange, queue, queue),
    binding(deadExchange, deadQueue(queue), queue),
  ]
}

const policy = (queue: string, definition: Record<string, unknown>) => ({
  name: queue,
  pattern: `^${queue.replaceAll('.', '\\.')}$`,
  // Not `quorum_queues`: RabbitMQ before 3.12 refuses the file.
  'apply-to': 'queues',
  priority: 10,
  definition,
})

/** With the original routing key the direct exchange would find no queue, and the message would stay where it is, unseen. */
const consumerPolicy = (queue: string) =>
  policy(queue, {
    'dead-letter-exchange': deadExchange,
    'dead-letter-routing-key': queue,
    'dead-letter-strategy': 'at-least-once',
    'delivery-limit': deliveryLimit,
    'max-length': queueLength,
    overflow: 'reject-publish',
  })

const deadPolicy = (queue: string) =>
  policy(deadQueue(queue), {
    'max-length': deadLength,
    overflow: 'reject-publish',
    'delivery-limit': 1_000_000,
  })

/** Returns by the routing key the message came with: the name of the queue whose consumer failed, so to that one alone. */
const waitPolicy = (queue: string, waitMs: number) =>
  policy(queue, {
    'message-ttl': waitMs,
    'dead-letter-exchange': retryReturnExchange,
    'dead-letter-strategy': 'at-least-once',
    'max-length': waitLength,
    overflow: 'reject-publish',
  })

export interface Permissions {
  configure: string
  write: string
  read: string
  topics: Array<{ exchange: string; write: string; read: string }>
  /** What the user may see in the management interface; nothing without it. */
  tags?: 'monitoring'
}

const escaped = (name: string): string => name.replaceAll('.', '\\.')
const nothing = '^$'

/**
 * Least privilege: a service declares nothing, writes to its own exchange, the ladder and the dead, and reads its own queue.
 * An operator reads the dead letters of all as well, and returns one to the consumer that failed, past everybody else.
 */
export function permissionsOf(service: string, platform: Platform): Permissions {
  const own = platform.contracts.filter(({ producer }) => producer === service || producer === 'any')
  const queues = platform.consumers
    .filter((consumer) => consumer.service === service)
    .map(({ queue }) => escaped(queue))
  const ladder = retrySteps.map(({ name }) => escaped(retryExchange(name)))
  const operates = platform.operators?.includes(service) ?? false
  const writes = [escaped(eventExchange(service)), ...ladder, deadExchange]
  const reads = operates ? [...queues, `.+${escaped(deadQueue(''))}`] : queues
  return {
    configure: nothing,
    write: oneOf(operates ? [...writes, escaped(retryReturnExchange)] : writes),
    read: reads.length === 0 ? nothing : oneOf(reads),
    topics: [
      {
        exchange: eventExchange(service),
        write: oneOf(own.map(({ type }) => escaped(type))),
        read: nothing,
      },
    ],
    ...(operates ? { tags: 'monitoring' } : {}),
  }
}

const oneOf = (patterns: readonly string[]): string => `^(${patterns.join('|')})$`

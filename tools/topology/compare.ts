// What differs between the topology that is wanted and the broker that is there: a pure comparison, with the cure of each difference.
import type { Definitions } from '@eventflow/backbone'
import type { BrokerState, FoundBinding, FoundExchange, FoundQueue } from './broker-state.js'
import {
  apiPath,
  type Call,
  type Comparison,
  type Drift,
  differences,
  type Kind,
  type Wanted,
} from './drift.js'
import { driftOfPolicies, overriding } from './drift-of-policies.js'
import { driftOfRights } from './drift-of-rights.js'

export function compare(wanted: Wanted, found: BrokerState): Comparison {
  const drift = [
    ...driftOfExchanges(wanted, found),
    ...driftOfPolicies(wanted, found),
    ...driftOfQueues(wanted, found),
    ...driftOfBindings(wanted, found),
    ...driftOfRights(wanted, found),
  ]
  return { drift, warnings: warningsOf(wanted, found) }
}

function driftOfExchanges({ vhost, definitions }: Wanted, { exchanges }: BrokerState): Drift[] {
  const there = new Map(exchanges.map((exchange) => [exchange.name, exchange]))
  const known = new Set(definitions.exchanges.map(({ name }) => name))
  const own = definitions.exchanges.flatMap((exchange): Drift[] => {
    const { name, ...body } = exchange
    const is = there.get(name)
    if (!is)
      return [
        {
          sign: '-',
          kind: 'exchange',
          name,
          detail: exchange.type,
          cure: { method: 'PUT', path: apiPath('exchanges', vhost, name), body },
        },
      ]
    const detail = differences(is, shapeOfExchange(exchange)).join('; ')
    const advice = `an exchange cannot change: stop its publishers, delete ${name}, apply again; outboxes keep the events meanwhile`
    return detail === '' ? [] : [{ sign: '~', kind: 'exchange', name, detail, advice }]
  })
  const strangers = exchanges.filter(({ name }) => !known.has(name))
  return [...own, ...strangers.map(({ name, type }) => stranger('exchange', name, type))]
}

const shapeOfExchange = (exchange: Definitions['exchanges'][number]): FoundExchange => ({
  name: exchange.name,
  type: exchange.type,
  durable: exchange.durable,
  autoDelete: exchange.auto_delete,
  internal: exchange.internal,
  arguments: exchange.arguments as FoundExchange['arguments'],
})

const stranger = (kind: Kind, name: string, detail: string): Drift => ({
  sign: '+',
  kind,
  name,
  detail,
  advice: `unknown here and left alone; if nobody needs the ${kind} ${name}, delete it on the broker`,
})

function driftOfQueues({ vhost, definitions }: Wanted, { queues }: BrokerState): Drift[] {
  const there = new Map(queues.map((queue) => [queue.name, queue]))
  const known = new Set(definitions.queues.map(({ name }) => name))
  const own = definitions.queues.flatMap((queue): Drift[] => {
    const { name, ...body } = queue
    const shape = shapeOfQueue(queue)
    const is = there.get(name)
    const cure: Call = { method: 'PUT', path: apiPath('queues', vhost, name), body }
    if (!is) return [{ sign: '-', kind: 'queue', name, detail: shape.type, cure }]
    const detail = differences({ ...is, messages: 0 }, shape).join('; ')
    return detail === '' ? [] : [{ sign: '~', kind: 'queue', name, detail, advice: replacing(is) }]
  })
  const strangers = queues.filter(({ name }) => !known.has(name))
  return [
    ...own,
    ...strangers.map(({ name, type, messages }) => stranger('queue', name, `${type}, ${messages} messages`)),
  ]
}

function shapeOfQueue(queue: Definitions['queues'][number]): FoundQueue {
  const { 'x-queue-type': type, ...others } = queue.arguments
  return {
    name: queue.name,
    type: String(type),
    durable: queue.durable,
    autoDelete: queue.auto_delete,
    arguments: others,
    messages: 0,
  }
}

const replacing = ({ name, messages }: FoundQueue): string =>
  `needs a new queue: let its consumer empty ${name} (${messages} messages), delete it if empty and unused, apply again`

const placeOf = (binding: Omit<FoundBinding, 'propertiesKey'>): string =>
  JSON.stringify([
    binding.source,
    binding.destinationType,
    binding.destination,
    binding.routingKey,
    binding.arguments,
  ])

function driftOfBindings({ vhost, definitions }: Wanted, { bindings }: BrokerState): Drift[] {
  const wanted = definitions.bindings.map((binding) => ({
    source: binding.source,
    destination: binding.destination,
    destinationType: binding.destination_type,
    routingKey: binding.routing_key,
    arguments: binding.arguments as FoundBinding['arguments'],
  }))
  const there = new Set(bindings.map(placeOf))
  const known = new Set(wanted.map(placeOf))
  const ours = (names: ReadonlyArray<{ name: string }>) => new Set(names.map(({ name }) => name))
  const [exchanges, queues] = [ours(definitions.exchanges), ours(definitions.queues)]
  const path = (binding: Omit<FoundBinding, 'propertiesKey'>) =>
    apiPath('bindings', vhost, 'e', binding.source, binding.destinationType[0] ?? 'q', binding.destination)
  const missing = wanted
    .filter((binding) => !there.has(placeOf(binding)))
    .map((binding): Drift => {
      const body = { routing_key: binding.routingKey, arguments: binding.arguments }
      return { ...bindingLine('-', binding), cure: { method: 'POST', path: path(binding), body } }
    })
  const surplus = bindings
    .filter((binding) => !known.has(placeOf(binding)))
    .map((binding): Drift => {
      const isOurs = exchanges.has(binding.source) && queues.has(binding.destination)
      if (!isOurs)
        return { ...bindingLine('+', binding), advice: 'one end of it is unknown here, so it is left alone' }
      const own = `${path(binding)}${apiPath(binding.propertiesKey)}`
      return { ...bindingLine('+', binding), cure: { method: 'DELETE', path: own } }
    })
  return [...missing, ...surplus]
}

function bindingLine(sign: '-' | '+', binding: Omit<FoundBinding, 'propertiesKey'>): Drift {
  const { source, destination, routingKey } = binding
  const name = `${source} -> ${destination}`
  return { sign, kind: 'binding', name, detail: `routing key "${routingKey}"` }
}

function warningsOf({ definitions, users }: Wanted, found: BrokerState): string[] {
  const readable = (queue: string) =>
    Object.entries(users).find(([, { read }]) => new RegExp(read).test(queue))?.[0]
  const lonely = definitions.queues.flatMap(({ name }) => {
    const reader = readable(name)
    const isLonely = reader !== undefined && found.queues.some((queue) => queue.name === name)
    return isLonely && !found.consumed.has(name)
      ? [
          `queue ${name} had no consumer when the broker last counted, as it does every 5 s: ${reader} should read it`,
        ]
      : []
  })
  const ruled = definitions.queues.flatMap(({ name }) =>
    overriding(found.operatorPolicies, name).map(
      (policy) => `the operator policy ${policy.name} also holds for queue ${name}`,
    ),
  )
  return [...lonely, ...ruled]
}

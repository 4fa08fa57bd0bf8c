// What a broker has, in words that do not depend on its version: read through the management interface, judged elsewhere.
import { managementApi } from '@eventflow/backbone/admin'

export interface FoundQueue {
  name: string
  type: string
  durable: boolean
  autoDelete: boolean
  /** All but the type, which stands above. */
  arguments: Readonly<Record<string, unknown>>
  messages: number
}

export interface FoundExchange {
  name: string
  type: string
  durable: boolean
  autoDelete: boolean
  internal: boolean
  arguments: Readonly<Record<string, unknown>>
}

export interface FoundBinding {
  source: string
  destination: string
  destinationType: string
  routingKey: string
  arguments: Readonly<Record<string, unknown>>
  /** By which the broker names it among those between the same two. */
  propertiesKey: string
}

export interface FoundPolicy {
  name: string
  pattern: string
  applyTo: string
  priority: number
  definition: Readonly<Record<string, unknown>>
}

export interface FoundRight {
  user: string
  /** Set for a right to routing keys. */
  exchange?: string
  configure?: string
  write: string
  read: string
}

export interface BrokerState {
  version: string
  exchanges: readonly FoundExchange[]
  queues: readonly FoundQueue[]
  bindings: readonly FoundBinding[]
  policies: readonly FoundPolicy[]
  /** Rules of whoever runs the broker, which stand above every policy. */
  operatorPolicies: readonly FoundPolicy[]
  /** Tags by user. */
  users: Readonly<Record<string, readonly string[]>>
  permissions: readonly FoundRight[]
  topicPermissions: readonly FoundRight[]
  /** Names of the queues that somebody consumes. */
  consumed: ReadonlySet<string>
}

type Raw = Readonly<Record<string, unknown>>

/** Throws when the broker cannot be asked. */
export async function readBroker(managementUrl: string, vhost: string): Promise<BrokerState> {
  const api = managementApi(managementUrl)
  const host = encodeURIComponent(vhost)
  const list = async (path: string) => (await api('GET', path)) as Raw[]
  const { rabbitmq_version: version } = (await api('GET', '/overview')) as { rabbitmq_version: string }
  const [exchanges, queues, bindings, policies, operatorPolicies, users, permissions, topics, consumers] =
    await Promise.all([
      list(`/exchanges/${host}`),
      list(`/queues/${host}`),
      list(`/bindings/${host}`),
      list(`/policies/${host}`),
      list(`/operator-policies/${host}`),
      list('/users'),
      list(`/vhosts/${host}/permissions`),
      list(`/vhosts/${host}/topic-permissions`),
      list(`/consumers/${host}`),
    ])
  // A queue that belongs to one connection goes with it, and its bindings too: nobody's topology.
  const passing = new Set(queues.filter(isPassing).map(({ name }) => name))
  return {
    version,
    exchanges: exchanges.filter(isDeclared).map(exchangeOf),
    queues: queues.filter((queue) => !isPassing(queue)).map(queueOf),
    // The default exchange is bound to every queue by the broker itself.
    bindings: bindings
      .filter(({ source, destination }) => source !== '' && !passing.has(destination))
      .map(bindingOf),
    policies: policies.map(policyOf),
    operatorPolicies: operatorPolicies.map(policyOf),
    users: Object.fromEntries(users.map(({ name, tags }) => [String(name), tagsOf(tags)])),
    permissions: permissions.map((right) => right as unknown as FoundRight),
    topicPermissions: topics.map((right) => right as unknown as FoundRight),
    consumed: new Set(consumers.map(({ queue }) => String((queue as Raw).name))),
  }
}

const isPassing = ({ exclusive, owner_pid_details: owner }: Raw): boolean =>
  exclusive === true || owner !== undefined

const isDeclared = ({ name }: Raw): boolean => name !== '' && !String(name).startsWith('amq.')

const record = (value: unknown): Readonly<Record<string, unknown>> => (value ?? {}) as Raw

const exchangeOf = (raw: Raw): FoundExchange => ({
  name: String(raw.name),
  type: String(raw.type),
  durable: raw.durable === true,
  autoDelete: raw.auto_delete === true,
  internal: raw.internal === true,
  arguments: record(raw.arguments),
})

/** Where a virtual host has a default type, newer brokers write it into the arguments of a queue that named none. */
function queueOf(raw: Raw): FoundQueue {
  const { 'x-queue-type': type, ...others } = record(raw.arguments)
  return {
    name: String(raw.name),
    type: String(type ?? raw.type ?? 'classic'),
    durable: raw.durable === true,
    autoDelete: raw.auto_delete === true,
    arguments: others,
    messages: Number(raw.messages ?? 0),
  }
}

const bindingOf = (raw: Raw): FoundBinding => ({
  source: String(raw.source),
  destination: String(raw.destination),
  destinationType: String(raw.destination_type),
  routingKey: String(raw.routing_key),
  arguments: record(raw.arguments),
  propertiesKey: String(raw.properties_key),
})

const policyOf = (raw: Raw): FoundPolicy => ({
  name: String(raw.name),
  pattern: String(raw.pattern),
  applyTo: String(raw['apply-to']),
  priority: Number(raw.priority ?? 0),
  definition: record(raw.definition),
})

/** A list from 3.9 on, words with commas before. */
const tagsOf = (tags: unknown): readonly string[] =>
  (Array.isArray(tags) ? tags.map(String) : String(tags ?? '').split(',')).filter(Boolean)

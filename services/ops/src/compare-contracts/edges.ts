// Who is declared to consume which event, and which versions of it have come to whom from whom.
import type { AnyContract } from '@eventflow/contracts'
import type { SeenVersion } from '../fleet.js'

interface Seen {
  service: string
  items: readonly SeenVersion[]
}

type Consumers = Readonly<Record<string, readonly string[]>>

export function edgesOf(contracts: readonly AnyContract[], consumers: Consumers, seen: readonly Seen[]) {
  const seenBy = (type: string, consumer: string) =>
    (seen.find(({ service }) => service === consumer)?.items ?? [])
      .filter((item) => item.type === type)
      .map(({ version, source, count, lastAt }) => ({ version, source, count, lastAt }))
  return [...contracts]
    .sort((one, other) => one.type.localeCompare(other.type))
    .map(({ type, version, producer, earlier }) => ({
      type,
      producer,
      version,
      // Older versions that can still be read, and may go once nobody sends them.
      reads: Object.keys(earlier).map(Number),
      consumers: (consumers[type] ?? []).map((service) => ({ service, seen: seenBy(type, service) })),
      // Somebody whose reaction was taken away has still handled it once.
      formerConsumers: seen
        .filter(({ service }) => !consumers[type]?.includes(service) && seenBy(type, service).length > 0)
        .map(({ service }) => ({ service, seen: seenBy(type, service) })),
    }))
}

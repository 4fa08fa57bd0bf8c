// One service's connection to all the others: writes its events with its state, relays them, and reacts to those of others.
import { consumersByEvent, type DomainEvent } from '@eventflow/contracts'
import { type ConfigOf, createSealer, currentContext, type Logger, type Resource } from '@eventflow/runtime'
import type { Database, Transaction } from '@eventflow/runtime/database'
import type { Registry } from 'prom-client'
import { openConnection } from './connection.js'
import { type Consumption, consume } from './consume.js'
import { eventWriter } from './event-writer.js'
import { backboneMetrics } from './metrics.js'
import { outboxIn } from './outbox.js'
import { createPublisher } from './publisher.js'
import type { Reaction } from './reaction.js'
import { startRelay } from './relay.js'
import type { rabbitSettings } from './settings.js'
import { eventExchange } from './topology.js'

export interface BackboneParts {
  service: string
  database: Database
  logger: Logger
  metrics: Registry
  /** Who consumes which event; the generated picture of the platform unless a test has one of its own. */
  consumers?: Readonly<Record<string, readonly string[]>>
}

export interface Backbone extends Resource {
  /** Changes state and says so in one transaction: the events returned are published if, and only if, it commits. */
  transact<R extends { events: readonly DomainEvent[] }>(
    work: (transaction: Transaction) => Promise<R>,
  ): Promise<R>
  /** Starts to react. Call it once, when everything that the reactions need is open. */
  consume(reactions: readonly Reaction[]): Promise<void>
  /** Which of these messages this service has handled, of those that it reacts to; the rest are of no concern here. */
  pending(messages: ReadonlyArray<{ id: string; type: string }>): Promise<number>
}

/** Opens at once, whether the broker is there or not: what is written meanwhile waits in the outbox. */
export async function openBackbone(
  config: ConfigOf<typeof rabbitSettings>,
  parts: BackboneParts,
): Promise<Backbone> {
  const { service, database, logger } = parts
  const { sealingKey, relayBatch: batch, relayPollMs: pollMs, prefetch, lanes } = config
  const metrics = backboneMetrics(parts.metrics)
  const consumers = parts.consumers ?? consumersByEvent
  const isConsumed = (type: string) => (consumers[type] ?? []).length > 0
  const sealer = createSealer([sealingKey])
  // Apart, since a broker that is short of memory stops connections that publish, and acks must still get through.
  const publishing = await openConnection(config.url, { name: `${service} publisher`, logger })
  const consuming = await openConnection(config.url, { name: `${service} consumer`, logger })
  const publisher = createPublisher(publishing, { name: `${service} publisher`, logger })
  const outbox = outboxIn(database)
  const write = eventWriter({ service, exchange: eventExchange(service), sealer, isConsumed }, outbox)
  const relay = startRelay({ outbox, publisher, batch, pollMs, logger, metrics })
  let consumption: Consumption | undefined
  let types: ReadonlySet<string> = new Set()

  return {
    transact: async (work) => {
      const { done, written } = await database.transaction(async (transaction) => {
        const done = await work(transaction)
        return { done, written: await write(transaction, done.events) }
      })
      if (written.length > 0) relay.nudge()
      currentContext()?.written.push(...written)
      return done
    },
    consume: async (list) => {
      // A service that reacts to nothing has no queue.
      if (list.length === 0) return
      const reactions = grouped(list)
      types = new Set(reactions.keys())
      const handling = { consumer: service, reactions, database, sealer, write, wrote: relay.nudge }
      consumption = consume({
        ...handling,
        connection: consuming,
        publisher,
        prefetch,
        lanes,
        logger,
        metrics,
      })
    },
    pending: async (messages) => {
      const ids = [...new Set(messages.filter(({ type }) => types.has(type)).map(({ id }) => id))]
      return ids.length === 0 ? 0 : ids.length - (await countHandled(database, service, ids))
    },
    dependency: {
      name: 'rabbitmq',
      check: async () => {
        if (!publisher.isReady()) throw new Error(publisher.problem())
        if (consumption && !consumption.isLive()) throw new Error(consumption.problem())
      },
    },
    close: async () => {
      await consumption?.close()
      await relay.close()
      await publisher.close()
      await Promise.all([publishing.close(), consuming.close()])
    },
  }
}

function grouped(reactions: readonly Reaction[]): Map<string, Reaction[]> {
  const byType = new Map<string, Reaction[]>()
  for (const one of reactions) byType.set(one.contract.type, [...(byType.get(one.contract.type) ?? []), one])
  return byType
}

async function countHandled(database: Database, consumer: string, ids: readonly string[]): Promise<number> {
  const rows: unknown[] = await database.reader.query(
    'select 1 from inbox where consumer = $1 and message_id = any($2)',
    [consumer, ids],
  )
  return rows.length
}

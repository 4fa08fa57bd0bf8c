// One service's connection to all the others: writes its events with its state, relays them, and reacts to those of others.
import { consumersByEvent, type DomainEvent } from '@eventflow/contracts'
import {
  type ConfigOf,
  correlationOf,
  createSealer,
  currentContext,
  currentTraceparent,
  type Logger,
  newId,
  type Resource,
  type WorkContext,
} from '@eventflow/runtime'
import type { Database, Transaction } from '@eventflow/runtime/database'
import type { Registry } from 'prom-client'
import { openConnection } from './connection.js'
import { type Consumption, consume } from './consume.js'
import { type Author, toMessage } from './envelope.js'
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
  const metrics = backboneMetrics(parts.metrics)
  const consumers = parts.consumers ?? consumersByEvent
  const author: Author = {
    service,
    exchange: eventExchange(service),
    sealer: createSealer([config.sealingKey]),
    isConsumed: (type) => (consumers[type] ?? []).length > 0,
  }
  // Apart, since a broker that is short of memory stops connections that publish, and acks must still get through.
  const publishing = await openConnection(config.url, { name: `${service} publisher`, logger })
  const consuming = await openConnection(config.url, { name: `${service} consumer`, logger })
  const publisher = createPublisher(publishing, { name: `${service} publisher`, logger })
  const outbox = outboxIn(database)
  const relay = startRelay({
    outbox,
    publisher,
    batch: config.relayBatch,
    pollMs: config.relayPollMs,
    logger,
    metrics,
  })
  let consumption: Consumption | undefined
  let types: ReadonlySet<string> = new Set()

  const append = async (transaction: Transaction, events: readonly DomainEvent[]) => {
    if (events.length === 0) return
    const context = contextForEvents()
    const messages = events.map((event) => toMessage(event, author, context))
    await outbox.append(transaction, messages)
    context.written.push(...messages.map(({ id, type }) => ({ id, type })))
  }

  return {
    transact: async (work) => {
      const result = await database.transaction(async (transaction) => {
        const done = await work(transaction)
        await append(transaction, done.events)
        return done
      })
      if (result.events.length > 0) relay.nudge()
      return result
    },
    consume: async (reactions) => {
      const byType = grouped(reactions)
      types = new Set(byType.keys())
      const { prefetch, lanes } = config
      const appendAndNudge: typeof append = async (transaction, events) => {
        await append(transaction, events)
        if (events.length > 0) relay.nudge()
      }
      consumption = consume({
        consumer: service,
        reactions: byType,
        database,
        sealer: author.sealer,
        append: appendAndNudge,
        connection: consuming,
        publisher,
        prefetch,
        lanes,
        logger,
        metrics,
      })
    },
    pending: (messages) =>
      countPending(
        database,
        service,
        messages.filter(({ type }) => types.has(type)),
      ),
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

/** Work that nobody asked for (a sweep, a timer) begins a story of its own. */
function contextForEvents(): WorkContext {
  const traceparent = currentTraceparent()
  const context = currentContext()
  if (context) correlationOf(context)
  return { ...(context ?? { correlationId: newId(), written: [] }), traceparent }
}

function grouped(reactions: readonly Reaction[]): Map<string, Reaction[]> {
  const byType = new Map<string, Reaction[]>()
  for (const one of reactions) byType.set(one.contract.type, [...(byType.get(one.contract.type) ?? []), one])
  return byType
}

async function countPending(
  database: Database,
  consumer: string,
  messages: ReadonlyArray<{ id: string }>,
): Promise<number> {
  if (messages.length === 0) return 0
  const ids = messages.map(({ id }) => id)
  const rows: unknown[] = await database.reader.query(
    'select 1 from inbox where consumer = $1 and message_id = any($2)',
    [consumer, ids],
  )
  return ids.length - rows.length
}

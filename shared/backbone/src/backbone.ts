// One service's connection to all the others: writes its events with its state, relays them, and reacts to those of others.
import { type DomainEvent, queuesByEvent } from '@eventflow/contracts'
import {
  type ConfigOf,
  createSealer,
  type Dependency,
  type Logger,
  type Resource,
  type Sealer,
} from '@eventflow/runtime'
import type { Database, Transaction } from '@eventflow/runtime/database'
import type { Redis } from '@eventflow/runtime/redis'
import type { Registry } from 'prom-client'
import type { AnswerParts } from './answer.js'
import { type Connection, openConnection } from './connection.js'
import { type Consumption, consume } from './consume.js'
import { publishConfirmed } from './direct.js'
import { type Carried, type CarryingModel, carriedOf } from './document-outbox.js'
import { type CloseEvents, eventCloser, nameInSyncToken } from './event-closer.js'
import { unguardedHandling } from './handle-unguarded.js'
import { type HandledMarks, marksIn } from './handled-marks.js'
import { type BackboneMetrics, backboneMetrics } from './metrics.js'
import { lookAtQueue, publishingPart } from './own-part.js'
import { createPublisher, type Publisher } from './publisher.js'
import { type Reaction, reactionsByQueue, reactionsByType } from './reaction.js'
import { relayDocuments } from './relay-documents.js'
import type { rabbitSettings } from './settings.js'
import { type Operations, openStore, type Store } from './store.js'
import { createTimeLimit } from './time-limit.js'
import { eventExchange } from './topology.js'

export interface BackboneParts {
  service: string
  /** With outbox and inbox. A service without one publishes directly, and its reactions may be repeated. */
  database?: Database
  /** The models of a service that keeps documents, of those that carry events. */
  documents?: readonly CarryingModel[]
  /** What its reactions cannot do without: while one of these is away messages wait, and no attempt is spent. */
  needs?: readonly Dependency[]
  logger: Logger
  metrics: Registry
  /** How much is taken at a time from further queues, by what their reactions call them; else as from the first. */
  queues?: Readonly<Record<string, QueueLimits>>
  /** Where a service without a database marks what it has handled, so that reads with a Sync-Token can wait for it. */
  marks?: Redis
  /** The queues that an event goes to; the generated picture of the platform unless a test has one of its own. */
  consumers?: Readonly<Record<string, readonly string[]>>
}

export interface Backbone extends Resource {
  /** Changes state and says so in one transaction: the events returned are published if, and only if, it commits. */
  transact<R extends { events: readonly DomainEvent[] }>(
    work: (transaction: Transaction) => Promise<R>,
  ): Promise<R>
  /**
   * Writes a document with what it says, in one atomic write: the fields given are to be stored with it, at an insert or
   * among what an upsert sets on insert. The events are published if, and only if, they are stored.
   */
  carry<R>(events: readonly DomainEvent[], write: (carried: Carried) => Promise<R>): Promise<R>
  /** Publishes what is stored nowhere; resolves when the broker has it. Needs the broker to be there. */
  publish(events: readonly DomainEvent[]): Promise<void>
  /** Starts to react. Call it once, when everything that the reactions need is open. */
  consume(reactions: readonly Reaction[]): Promise<void>
  /** How many of these messages this service has yet to handle, of those that it reacts to; the rest are of no concern here. */
  pending(messages: ReadonlyArray<{ id: string; type: string }>): Promise<number>
  /** How many messages wait in the queue of this service, asked of the broker; nothing where it has no queue. */
  backlog(): Promise<number | undefined>
  /** For whoever runs the service; nothing without a database. */
  operations: Operations | undefined
}

type Config = ConfigOf<typeof rabbitSettings>
type QueueLimits = Partial<Pick<Config, 'prefetch' | 'lanes' | 'batch'>>

interface Core extends BackboneParts {
  config: Config
  publisher: Publisher
  sealer: Sealer
  closeEvents: CloseEvents
  counts: BackboneMetrics
  handledMarks: HandledMarks | undefined
}

/** Opens at once, whether the broker is there or not: what is written meanwhile waits in the outbox. */
export async function openBackbone(config: Config, parts: BackboneParts): Promise<Backbone> {
  const { service, logger } = parts
  const consumers = parts.consumers ?? queuesByEvent
  const isConsumed = (type: string) => (consumers[type] ?? []).length > 0
  const sealer = createSealer([config.sealingKey])
  const counts = backboneMetrics(parts.metrics)
  // Apart, since a broker that is short of memory stops connections that publish, and acks must still get through.
  const publishing = await openConnection(config.url, { name: `${service} publisher`, logger })
  const consuming = await openConnection(config.url, { name: `${service} consumer`, logger })
  const publisher = publisherOn(publishing, { service, logger, counts })
  const closeEvents = eventCloser({
    service,
    exchange: eventExchange(service),
    sealer,
    isConsumed,
    format: config.wireFormat,
  })
  const marks = parts.marks && marksIn(parts.marks, { service, logger, queuesByEvent: consumers })
  const core: Core = { ...parts, config, publisher, sealer, closeEvents, counts, handledMarks: marks }
  const store = parts.database && (await openStore({ ...core, database: parts.database }))
  const { documents: models = [] } = parts
  const relay =
    models.length > 0
      ? relayDocuments({ models, publisher, pollMs: config.relayPollMs, logger, metrics: counts })
      : undefined
  let consumptions: Consumption[] = []

  return {
    transact: async (work) => existing(store, service).transact(work),
    carry: async (events, write) => {
      const messages = closeEvents(events)
      const written = await write(carriedOf(messages, new Date()))
      nameInSyncToken(messages)
      relay?.nudge()
      return written
    },
    publish: async (events) => {
      const messages = closeEvents(events)
      await publishConfirmed(publisher, messages)
      nameInSyncToken(messages)
    },
    consume: async (reactions) => {
      consumptions = consumersOf(core, store, reactions).map((consumer) =>
        consume({ ...consumer, connection: consuming }),
      )
    },
    pending: async (messages) => (await (store ?? marks)?.pending(messages)) ?? 0,
    backlog: async () => (await lookAtQueue(publishing.model, service))?.ready,
    operations: store?.operations,
    dependency: {
      name: 'rabbitmq',
      check: async () => {
        if (!publisher.isReady()) throw new Error(publisher.problem())
        for (const { isLive, problem } of consumptions) if (!isLive()) throw new Error(problem())
      },
    },
    close: async () => {
      await Promise.all(consumptions.map((consumption) => consumption.close()))
      await store?.close()
      await relay?.close()
      await marks?.close()
      await publisher.close()
      await Promise.all([publishing.close(), consuming.close()])
    },
  }
}

const publisherOn = (
  connection: Connection,
  { service, logger, counts }: Pick<Core, 'service' | 'logger' | 'counts'>,
): Publisher =>
  createPublisher(connection, {
    name: `${service} publisher`,
    logger,
    confirmed: (seconds) => counts.confirmSeconds.observe(seconds),
    part: publishingPart(service),
  })

function existing(store: Store | undefined, service: string): Store {
  if (!store) throw new Error(`${service} has no database to write events into`)
  return store
}

/** One for each queue; a service that reacts to nothing has none. */
const consumersOf = (core: Core, store: Store | undefined, reactions: readonly Reaction[]) =>
  [...reactionsByQueue(core.service, reactions)].map(([queue, list]) => ({
    ...answering(core, store, { queue, list }),
    ...core.config,
    ...core.queues?.[queue.slice(core.service.length + 1)],
  }))

interface QueuePlan {
  queue: string
  list: readonly Reaction[]
}

function answering(core: Core, store: Store | undefined, { queue, list }: QueuePlan): AnswerParts {
  const { database, needs = [], sealer, publisher, logger, counts } = core
  const reactions = reactionsByType(list)
  const own = database?.dependency ? [database.dependency] : []
  const parts = { consumer: queue, reactions, sealer, publisher, logger, metrics: counts }
  return {
    ...parts,
    needs: [...own, ...needs],
    ...(store?.guard(queue, list) ?? { handle: unguarded(core, { queue, list }) }),
  }
}

function unguarded({ config, handledMarks }: Core, { queue, list }: QueuePlan): AnswerParts['handle'] {
  const guarded = list.find(({ kind }) => kind === 'guarded')
  if (guarded)
    throw new Error(
      `${queue} has no database for an inbox: its reaction to ${guarded.contract.type} must be repeatable`,
    )
  const handle = unguardedHandling(createTimeLimit(config.reactionWithinMs)) as AnswerParts['handle']
  return handledMarks?.marking(queue, handle) ?? handle
}

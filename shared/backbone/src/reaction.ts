// What a service does when something happened elsewhere: a pure declaration, wrapped by `consume` with everything that is the same for all.
import type { AnyContract, DomainEvent, EventContract } from '@eventflow/contracts'
import type { Transaction } from '@eventflow/runtime/database'
import { queueOf } from './topology.js'

/** The facts of the message around its data. */
export interface Envelope {
  id: string
  type: string
  version: number
  /** The service that published it. */
  source: string
  /** The entity it speaks of; messages of one subject are handled in order. */
  subject: string
  /** The version of the entity, where the event carries one. */
  sequence?: number
  at: Date
  correlationId: string
  causationId?: string
  sessionId?: string
  traceparent?: string
  /** 1 for the first delivery of the message; a retry counts up. */
  attempt: number
  /** How often it was sent away because somebody asked us to slow down. */
  throttled: number
}

/** What happened elsewhere, as it was told. */
export interface News<T> {
  data: T
  envelope: Envelope
}

/** The entity that a message is about, and the persons that it names: what was erased of these must not come back by it. */
export const namesIn = (contract: AnyContract, { data, envelope }: News<unknown>): string[] => {
  const fields = data as Record<string, unknown>
  const persons = contract.persons.map((name) => fields[name])
  return [...new Set([envelope.subject, ...persons.filter((id) => typeof id === 'string')])]
}

export interface Happening<T> extends News<T> {
  /** The transaction that also holds the inbox row and the events returned. */
  transaction: Transaction
}

const ignoredMark = Symbol('ignored')

/** Nothing had to be done, for a reason that has a name; counted under it. */
export interface Ignored {
  readonly [ignoredMark]: true
  readonly reason: string
}

export const ignore = (reason: string): Ignored => ({ [ignoredMark]: true, reason })

export const isIgnored = (result: unknown): result is Ignored =>
  typeof result === 'object' && result !== null && ignoredMark in result

export type ReactionResult = readonly DomainEvent[] | Ignored

interface Declared {
  readonly contract: AnyContract
  /** A message that is older than what was last seen of its entity is ignored as stale. */
  readonly newestOnly?: boolean
  /** A message that fails holds back the later ones of its entity until it is handled: the entity waits, the queue does not. */
  readonly inOrder?: boolean
  /** Handles messages of entities that were erased as well; all others ignore them. */
  readonly evenIfErased?: boolean
  /**
   * Consumed from a queue of its own, `<service>.<queue>`, where it waits for no other reaction of the service and no other
   * waits for it.
   */
  readonly queue?: string
}

/** Runs once for each message: what it does and that it was done are one transaction. */
export interface GuardedReaction extends Declared {
  readonly kind: 'guarded'
  readonly handle: (happening: Happening<unknown>) => Promise<ReactionResult>
}

/** May run again for a message, and then changes nothing: it writes under ids that follow from the message. */
export interface RepeatableReaction extends Declared {
  readonly kind: 'repeatable'
  readonly handle: (news: News<unknown>) => Promise<Ignored | undefined>
}

/** As repeatable, for many messages at a time. */
export interface BulkReaction extends Declared {
  readonly kind: 'bulk'
  readonly handle: (news: ReadonlyArray<News<unknown>>) => Promise<void>
}

export type Reaction = GuardedReaction | RepeatableReaction | BulkReaction

/** The reactions by the names of the queues that they are consumed from. */
export function reactionsByQueue(service: string, list: readonly Reaction[]): Map<string, Reaction[]> {
  const byQueue = new Map<string, Reaction[]>()
  for (const one of list) {
    const queue = queueOf(service, one.queue)
    byQueue.set(queue, [...(byQueue.get(queue) ?? []), one])
  }
  return byQueue
}

export function reactionsByType<R extends Reaction>(reactions: readonly R[]): Map<string, R[]> {
  const byType = new Map<string, R[]>()
  for (const one of reactions) byType.set(one.contract.type, [...(byType.get(one.contract.type) ?? []), one])
  return byType
}

/** Declares that `handle` runs once for each event of this type, and that what it returns is published. */
export const reaction = <T>(
  contract: EventContract<T>,
  handle: (happening: Happening<T>) => Promise<ReactionResult>,
  options: Pick<Declared, 'newestOnly' | 'inOrder' | 'evenIfErased' | 'queue'> = {},
): Reaction => ({
  kind: 'guarded',
  contract,
  handle: handle as GuardedReaction['handle'],
  ...checked(options),
})

/** For services without PostgreSQL: there is no inbox, so a second run for one message must change nothing. */
export const repeatableReaction = <T>(
  contract: EventContract<T>,
  handle: (news: News<T>) => Promise<Ignored | undefined>,
  options: Pick<Declared, 'evenIfErased' | 'queue'> = {},
): Reaction => ({
  kind: 'repeatable',
  contract,
  handle: handle as RepeatableReaction['handle'],
  ...checked(options),
})

/** The same for as many messages as are there: one write for all. If it fails, each is tried alone. */
export const bulkReaction = <T>(
  contract: EventContract<T>,
  handle: (news: ReadonlyArray<News<T>>) => Promise<void>,
  options: Pick<Declared, 'evenIfErased' | 'queue'> = {},
): Reaction => ({ kind: 'bulk', contract, handle: handle as BulkReaction['handle'], ...checked(options) })

/** A queue called `dead` would be the one where the dead letters of the service are. */
function checked<O extends Pick<Declared, 'queue'>>(options: O): O {
  const { queue } = options
  if (queue !== undefined && (queue === 'dead' || !/^[a-z][a-z0-9-]{0,49}$/.test(queue)))
    throw new Error(`a queue cannot be called ${queue}: lower-case letters, digits and dashes, and not dead`)
  return options
}

// What a service does when something happened elsewhere: a pure declaration, wrapped by `consume` with everything that is the same for all.
import type { AnyContract, DomainEvent, EventContract } from '@eventflow/contracts'
import type { Transaction } from '@eventflow/runtime/database'

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
}

export interface Happening<T> {
  data: T
  envelope: Envelope
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

export interface Reaction {
  readonly contract: AnyContract
  readonly handle: (happening: Happening<unknown>) => Promise<ReactionResult>
}

/** Declares that `handle` runs once for each event of this type, and that what it returns is published. */
export const reaction = <T>(
  contract: EventContract<T>,
  handle: (happening: Happening<T>) => Promise<ReactionResult>,
): Reaction => ({ contract, handle: handle as Reaction['handle'] })

/** An error that trying again cannot mend: the message is parked at once. */
export class PermanentError extends Error {
  constructor(reason: string, options?: ErrorOptions) {
    super(reason, options)
    this.name = 'PermanentError'
  }
}

export const permanent = (reason: string, cause?: unknown): PermanentError =>
  new PermanentError(reason, cause === undefined ? undefined : { cause })

// Writes events into the outbox, in the transaction of what they tell, with the story that they belong to.
import type { DomainEvent } from '@eventflow/contracts'
import {
  correlationOf,
  currentContext,
  currentTraceparent,
  newId,
  type WorkContext,
} from '@eventflow/runtime'
import type { Transaction } from '@eventflow/runtime/database'
import { type Author, toMessage } from './envelope.js'
import type { Outbox } from './outbox.js'

type Written = WorkContext['written']

/** Answers what was written, which stands once the transaction commits. */
export type WriteEvents = (transaction: Transaction, events: readonly DomainEvent[]) => Promise<Written>

export const eventWriter =
  (author: Author, outbox: Outbox): WriteEvents =>
  async (transaction, events) => {
    if (events.length === 0) return []
    const context = contextForEvents()
    const messages = events.map((event) => toMessage(event, author, context))
    await outbox.append(transaction, messages)
    return messages.map(({ id, type }) => ({ id, type }))
  }

/** Work that nobody asked for (a sweep, a timer) begins a story of its own. */
function contextForEvents(): WorkContext {
  const traceparent = currentTraceparent()
  const context = currentContext()
  if (context) correlationOf(context)
  return { ...(context ?? { correlationId: newId(), written: [] }), traceparent }
}

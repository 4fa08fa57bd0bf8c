// Closes events into messages, with the story that they belong to.
import type { DomainEvent } from '@eventflow/contracts'
import {
  correlationOf,
  currentContext,
  currentTraceparent,
  newId,
  type WorkContext,
} from '@eventflow/runtime'
import { type Author, type OutgoingMessage, toMessage } from './envelope.js'

/** Events as messages, with the context of the work in hand; what is not according to its contract is refused here. */
export type CloseEvents = (events: readonly DomainEvent[]) => OutgoingMessage[]

export const eventCloser =
  (author: Author): CloseEvents =>
  (events) => {
    if (events.length === 0) return []
    const context = contextForEvents()
    return events.map((event) => toMessage(event, author, context))
  }

/** Said by the call in hand: a read that comes with the Sync-Token of its answer waits for these. */
export const nameInSyncToken = (messages: readonly OutgoingMessage[]): void =>
  void currentContext()?.written.push(...messages.map(({ id, type }) => ({ id, type })))

/** Work that nobody asked for (a sweep, a timer) begins a story of its own. */
function contextForEvents(): WorkContext {
  const traceparent = currentTraceparent()
  const context = currentContext()
  if (context) correlationOf(context)
  return { ...(context ?? { correlationId: newId(), written: [] }), traceparent }
}

// From bytes to what a reaction gets: the envelope, the data by its contract, and the context that its work runs in.
import { beginTrace, runInContext, type Sealer, traceIdOf, type WorkContext } from '@eventflow/runtime'
import { dataOf, envelopeOf } from './envelope.js'
import { PermanentError } from './failure-kinds.js'
import type { Reading } from './handle-messages.js'
import type { Envelope, Reaction } from './reaction.js'
import type { Delivery } from './subscription.js'

export interface ReadParts<R extends Reaction = Reaction> {
  consumer: string
  reactions: ReadonlyMap<string, readonly R[]>
  sealer: Sealer
}

type Readable = Pick<Delivery, 'message' | 'scope'>

/** Throws PermanentError for what nobody can read. */
export function readMessage<R extends Reaction>(parts: ReadParts<R>, delivery: Readable): Reading<R> {
  const envelope = readEnvelope(delivery)
  const reactions = parts.reactions.get(envelope.type)
  const [first] = reactions ?? []
  if (!reactions || !first)
    throw new PermanentError(
      `unknown type: ${parts.consumer} has no reaction to ${envelope.type}`,
      'unknown-type',
    )
  const data = dataOf(delivery.message, envelope, { contract: first.contract, sealer: parts.sealer })
  const context = delivery.scope(() => contextOf(envelope))
  const inContext = <T>(work: () => T): T => delivery.scope(() => runInContext(context, work))
  return { message: delivery.message, envelope, data, reactions, inContext }
}

/** A header may be anything, and reading it fail in any way. */
function readEnvelope({ message }: Readable): Envelope {
  try {
    return envelopeOf(message)
  } catch (error) {
    if (error instanceof PermanentError) throw error
    throw new PermanentError('malformed', 'malformed', { cause: error })
  }
}

/** What the message causes carries its correlation and trace on, and names it as the cause. */
function contextOf(envelope: Envelope): WorkContext {
  const traceparent = beginTrace(envelope.traceparent)
  return {
    traceparent,
    requestId: traceIdOf(traceparent),
    correlationId: envelope.correlationId,
    causationId: envelope.id,
    ...(envelope.sessionId === undefined ? {} : { sessionId: envelope.sessionId }),
    written: [],
  }
}

// What is known about the work in hand (request, trace, cause), carried along without passing it through every call.
import { AsyncLocalStorage } from 'node:async_hooks'
import { randomBytes } from 'node:crypto'
import { isSpanContextValid, trace } from '@opentelemetry/api'

export interface WorkContext {
  requestId?: string
  /** W3C trace context of the caller or of the message, or one begun here. */
  traceparent: string
  /** The id that everything caused by one outside act has in common. */
  correlationId: string
  /** The message that this work reacts to; absent for work asked for over HTTP. */
  causationId?: string
  sessionId?: string
  /** Messages written to the outbox by this work: what the Sync-Token of the answer names. */
  written: Array<{ id: string; type: string }>
}

const storage = new AsyncLocalStorage<WorkContext>()

export const currentContext = (): WorkContext | undefined => storage.getStore()

export const runInContext = <T>(context: WorkContext, work: () => T): T => storage.run(context, work)

const traceparentShape = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/

/** The incoming trace context when it is well formed, else a fresh one, as the W3C recommendation wants it. */
export const acceptTraceparent = (incoming: unknown): string =>
  typeof incoming === 'string' && traceparentShape.test(incoming) ? incoming : newTraceparent()

function newTraceparent(): string {
  const random = randomBytes(24).toString('hex')
  return `00-${random.slice(0, 32)}-${random.slice(32)}-00`
}

/** The trace context to hand on: that of the active span where tracing is on, else the one that came in. */
export function currentTraceparent(): string {
  const span = trace.getActiveSpan()?.spanContext()
  if (span && isSpanContextValid(span))
    return `00-${span.traceId}-${span.spanId}-0${(span.traceFlags & 1).toString()}`
  return storage.getStore()?.traceparent ?? newTraceparent()
}

export const traceIdOf = (traceparent: string): string => traceparent.slice(3, 35)

// What is known about the work in hand (request, trace, cause), carried along without passing it through every call.
import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'
import { context, isSpanContextValid, ProxyTracerProvider, ROOT_CONTEXT, trace } from '@opentelemetry/api'
import { newId } from './ids.js'

export interface WorkContext {
  requestId?: string
  /** W3C trace context of the caller or of the message, or one begun here. */
  traceparent: string
  /** The id that everything caused by one outside act has in common; most requests cause nothing and never get one. */
  correlationId?: string
  /** The message that this work reacts to; absent for work asked for over HTTP. */
  causationId?: string
  sessionId?: string
  /** The pattern of the route that answers: metrics must not grow with every id in an address. */
  route?: string
  /** Messages that this work has written or sent: what the Sync-Token of the answer names. */
  written: Array<{ id: string; type: string }>
}

const storage = new AsyncLocalStorage<WorkContext>()

export const currentContext = (): WorkContext | undefined => storage.getStore()

export const runInContext = <T>(work: WorkContext, run: () => T): T => storage.run(work, run)

const traceparentShape =
  /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/

/**
 * The incoming trace context when it is well formed, else a fresh one. As the W3C recommendation wants it, a version
 * that is not known yet is read as far as ours goes, and handed on as ours.
 */
export function acceptTraceparent(incoming: unknown): string {
  const [, version, traceId, spanId, flags, rest] =
    (typeof incoming === 'string' && traceparentShape.exec(incoming)) || []
  if (version === undefined || (version === '00' && rest !== undefined)) return newTraceparent()
  return `00-${traceId}-${spanId}-${flags}`
}

/** One random id serves as trace and, its half, as span: every request without a trace needs this, and randomness costs. */
function newTraceparent(): string {
  const traceId = randomUUID().replaceAll('-', '')
  return `00-${traceId}-${traceId.slice(16)}-00`
}

/** Whether traces are recorded in this process. */
export function isTracing(): boolean {
  const provider = trace.getTracerProvider()
  return !(provider instanceof ProxyTracerProvider) || provider.getDelegateTracer('eventflow') !== undefined
}

/** Leads work back to the trace of the moment, wherever it is begun later. */
export type TraceScope = <T>(work: () => T) => T

export function traceScope(): TraceScope {
  const active = context.active()
  return (work) => context.with(active, work)
}

/** The context of the active span, which exists where tracing is on. */
function activeTraceparent(): string | undefined {
  const span = trace.getActiveSpan()?.spanContext()
  if (!span || !isSpanContextValid(span)) return undefined
  return `00-${span.traceId}-${span.spanId}-0${(span.traceFlags & 1).toString()}`
}

/** The trace context of work that begins: that of the span made for it where tracing is on, else the one that came in. */
export const beginTrace = (incoming: unknown): string => activeTraceparent() ?? acceptTraceparent(incoming)

/** The trace context to store with what is caused here. */
export const currentTraceparent = (): string =>
  activeTraceparent() ?? storage.getStore()?.traceparent ?? newTraceparent()

/** Headers for a call to another service. Where tracing is on it adds its own, and two of them would be none. */
export const traceHeaders = (): Record<string, string> =>
  activeTraceparent() ? {} : { traceparent: currentTraceparent() }

/** Does work that belongs to a trace begun elsewhere and earlier, such as publishing what was stored with it. */
export function inTraceOf<T>(traceparent: unknown, work: () => T): T {
  const [, , traceId, spanId, flags] =
    (typeof traceparent === 'string' && traceparentShape.exec(traceparent)) || []
  if (!traceId || !spanId) return work()
  const parent = { traceId, spanId, traceFlags: Number(`0x${flags}`) & 1, isRemote: true }
  return context.with(trace.setSpanContext(ROOT_CONTEXT, parent), work)
}

/** What is kept with work that is gone on with later, perhaps by another process: whatever it says belongs to this story. */
export type Story = Pick<WorkContext, 'traceparent' | 'correlationId' | 'causationId'>

export function currentStory(): Story | undefined {
  const work = storage.getStore()
  if (!work) return undefined
  const { causationId } = work
  const cause = causationId === undefined ? {} : { causationId }
  return { traceparent: currentTraceparent(), correlationId: correlationOf(work), ...cause }
}

export const inStory = <T>(story: Story | undefined, run: () => T): T =>
  story ? inTraceOf(story.traceparent, () => runInContext({ ...story, written: [] }, run)) : run()

/** Says which route answers the request in hand. */
export function nameRoute(route: string): void {
  const work = storage.getStore()
  if (work) work.route = route
}

export function correlationOf(work: WorkContext): string {
  work.correlationId ??= newId()
  return work.correlationId
}

export const traceIdOf = (traceparent: string): string => traceparent.slice(3, 35)

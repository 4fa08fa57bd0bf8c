// What a consumer answers the broker for each message: done, tried again later, or put aside; never nothing for good.
import { setTimeout as sleep } from 'node:timers/promises'
import { beginTrace, type Logger, runInContext, traceIdOf, type WorkContext } from '@eventflow/runtime'
import { type ConsumeMessage, IllegalOperationError } from 'amqplib'
import { envelopeOf } from './envelope.js'
import { failureHeaders, fateOf } from './failure.js'
import { DatabaseAwayError, type HandlerParts, handleMessage, type Outcome } from './handle-message.js'
import type { BackboneMetrics } from './metrics.js'
import { type Publication, type Publisher, UnsendableError } from './publisher.js'
import { type Envelope, PermanentError } from './reaction.js'
import type { Delivery } from './subscription.js'
import { deadExchange, retryExchange } from './topology.js'

export interface AnswerParts extends HandlerParts {
  publisher: Publisher
  logger: Logger
  metrics: BackboneMetrics
}

interface Work {
  delivery: Delivery
  stop: AbortSignal
  /** What is known of the message, or why nothing is. */
  reading: Envelope | PermanentError
}

/** `rejected` is put aside by the broker itself, without a reason of ours. */
type Answer = Outcome | { kind: 'retried' | 'parked' | 'rejected' }

const probeFirstMs = 250
const probeAtMostMs = 5_000

/** Never throws. Without an answer a message stays unacknowledged, and the broker gives it out again in time. */
export async function answerFor(parts: AnswerParts, delivery: Delivery, stop: AbortSignal): Promise<void> {
  if (stop.aborted || !delivery.isLive()) return
  const reading = read(delivery.message)
  const answer = () => finish(parts, { delivery, stop, reading })
  await (reading instanceof Error ? answer() : runInContext(contextOf(reading), answer))
}

function read(message: ConsumeMessage): Work['reading'] {
  try {
    return envelopeOf(message)
  } catch (error) {
    return error instanceof PermanentError ? error : new PermanentError('malformed', { cause: error })
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

async function finish(parts: AnswerParts, work: Work): Promise<void> {
  const { message } = work.delivery
  const startedAt = performance.now()
  const type = typeOf(work)
  try {
    const answer = await answerOf(parts, work)
    if (!answer) return
    reply(work.delivery, answer.kind === 'rejected' ? 'reject' : 'ack')
    const ms = Math.round(performance.now() - startedAt)
    const reason = answer.kind === 'ignored' ? { reason: answer.reason } : {}
    // The type of a message that no reaction wants may be any text, too many for a metric.
    const known = parts.reactions.has(type) ? type : 'unknown'
    parts.metrics.handled.inc({ type: known, outcome: answer.kind, ...reason })
    parts.metrics.handlingSeconds.observe({ type: known }, ms / 1_000)
    const { messageId } = message.properties
    parts.logger.info('message', { type, messageId, outcome: answer.kind, ...reason, ms })
  } catch (error) {
    parts.logger.error('a message could not be answered for', { type, error })
    reply(work.delivery, 'again')
  }
}

/** By a channel that closed meanwhile nothing can be said; the inbox knows the message when it comes again. */
function reply({ channel, message, isLive }: Delivery, word: 'ack' | 'reject' | 'again'): void {
  if (!isLive()) return
  try {
    if (word === 'ack') channel.ack(message)
    else channel.nack(message, false, word === 'again')
  } catch (error) {
    if (!(error instanceof IllegalOperationError)) throw error
  }
}

const typeOf = ({ delivery, reading }: Work): string =>
  reading instanceof Error
    ? String(delivery.message.properties.type ?? delivery.message.fields.routingKey)
    : reading.type

async function answerOf(parts: AnswerParts, work: Work): Promise<Answer | undefined> {
  const { delivery, reading } = work
  const wait = createPatience(parts, work)
  for (;;) {
    try {
      if (reading instanceof Error) throw reading
      return await handleMessage(parts, delivery.message, reading)
    } catch (error) {
      if (!(await isDatabaseAway(parts, error))) return putAside(parts, work, error)
      // No attempt is spent: the message waits where it is, the lanes fill up, and so the consumer pauses by itself.
      if (!(await wait('a message waits for the database', error))) return undefined
    }
  }
}

async function isDatabaseAway({ database }: AnswerParts, error: unknown): Promise<boolean> {
  if (error instanceof PermanentError) return false
  if (error instanceof DatabaseAwayError) return true
  try {
    await database.dependency?.check()
    return false
  } catch {
    return true
  }
}

/** Waits a little longer each time and says so once; answers false when there is nothing to wait for any more. */
function createPatience({ logger }: AnswerParts, { delivery, stop }: Work) {
  let waitMs = probeFirstMs
  return async (reason: string, error: unknown): Promise<boolean> => {
    if (waitMs === probeFirstMs)
      logger.warn(reason, {
        messageId: delivery.message.properties.messageId,
        error: (error as Error).message,
      })
    await sleep(waitMs, undefined, { signal: stop }).catch(() => undefined)
    waitMs = Math.min(waitMs * 2, probeAtMostMs)
    return !stop.aborted && delivery.isLive()
  }
}

/** The new message is confirmed before the old one is acked: in between a crash doubles it, and the inbox knows doubles. */
async function putAside(parts: AnswerParts, work: Work, error: unknown): Promise<Answer | undefined> {
  const { consumer: queue, publisher, logger } = parts
  const { message, isLive } = work.delivery
  const type = typeOf(work)
  const fate = fateOf(error, work.reading instanceof Error ? 1 : work.reading.attempt)
  logger.warn('a message failed', { type, messageId: message.properties.messageId, fate, error })
  const own =
    fate.kind === 'retry'
      ? { 'x-attempt': fate.attempt, 'x-last-error': String(error).slice(0, 500) }
      : failureHeaders(error, { type, queue, reason: fate.reason })
  const exchange = fate.kind === 'retry' ? retryExchange(fate.step) : deadExchange
  const publication = copyOf(message, { exchange, queue, type, own })
  const wait = createPatience(parts, work)
  while (isLive()) {
    try {
      await publisher.publish(publication)
      return { kind: fate.kind === 'retry' ? 'retried' : 'parked' }
    } catch (failure) {
      if (failure instanceof UnsendableError) return { kind: 'rejected' }
      if (!(await wait('a message cannot be put aside yet', failure))) return undefined
    }
  }
  return undefined
}

interface Destination {
  exchange: string
  queue: string
  type: string
  own: Record<string, unknown>
}

/**
 * The same message again, under the routing key by which the ladder leads it back. Left out is what belonged to its
 * former journey: the broker's account of it (`x-death` is read differently by versions), who sent it (the broker
 * compares that with who sends it now), and where else it went.
 */
function copyOf({ properties, content }: ConsumeMessage, destination: Destination): Publication {
  const { exchange, queue, type, own } = destination
  const kept = Object.entries((properties.headers ?? {}) as Record<string, unknown>).filter(
    ([name]) => !/^(x-(first-|last-)?death.*|x-delivery-count|B?CC)$/.test(name),
  )
  return {
    exchange,
    routingKey: queue,
    body: content,
    properties: {
      ...properties,
      type,
      expiration: undefined,
      userId: undefined,
      headers: { ...Object.fromEntries(kept), ...own },
    },
    mandatory: true,
  }
}

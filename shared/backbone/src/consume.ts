// The consumer of a service: takes messages from its queue, keeps the order of each key, and answers for every one of them.
import { setTimeout as sleep } from 'node:timers/promises'
import { isUnavailable, type Logger, type Resource } from '@eventflow/runtime'
import type { Channel, ConsumeMessage } from 'amqplib'
import { type Connection, keepChannel, openPlainChannel } from './connection.js'
import { envelopeOf } from './envelope.js'
import { failureHeaders, fateOf } from './failure.js'
import { type HandlerParts, handleMessage } from './handle-message.js'
import { createLanes } from './lanes.js'
import type { BackboneMetrics } from './metrics.js'
import type { Publisher } from './publisher.js'
import type { Envelope } from './reaction.js'
import { deadExchange, retryExchange } from './topology.js'

export interface ConsumerParts extends HandlerParts {
  connection: Connection
  publisher: Publisher
  prefetch: number
  lanes: number
  logger: Logger
  metrics: BackboneMetrics
}

export interface Consumption extends Resource {
  isLive(): boolean
  problem(): string
}

/** A message and the channel it came by: an ack by another channel would close that one. */
interface Delivery {
  message: ConsumeMessage
  channel: Channel
}

const probeFirstMs = 250
const probeAtMostMs = 5_000

export function consume(parts: ConsumerParts): Consumption {
  const lanes = createLanes(parts.lanes)
  const stop = new AbortController()
  let consumerTag: string | undefined

  const kept = keepChannel<Channel>(parts.connection, {
    name: `${parts.consumer} consumer`,
    logger: parts.logger,
    open: openPlainChannel,
    prepare: async (channel) => {
      await channel.prefetch(parts.prefetch)
      const onMessage = (message: ConsumeMessage | null) => {
        if (message === null) return channel.emit('cancel', { consumerTag: '' })
        const key = String(message.properties.headers?.cloudEvents_subject ?? message.properties.messageId)
        return lanes.run(key, () => answerFor(parts, { message, channel }, stop.signal))
      }
      const started = await channel.consume(parts.consumer, onMessage, { noAck: false })
      consumerTag = started.consumerTag
    },
  })

  return {
    isLive: () => kept.current() !== undefined,
    problem: () => kept.problem(),
    close: async () => {
      stop.abort()
      const channel = kept.current()
      if (channel && consumerTag) await channel.cancel(consumerTag).catch(() => undefined)
      await lanes.idle()
      await kept.close()
    },
  }
}

/** Never throws: a message that cannot be answered for stays unacknowledged, and the broker gives it out again. */
async function answerFor(parts: ConsumerParts, delivery: Delivery, stop: AbortSignal): Promise<void> {
  if (stop.aborted) return
  const startedAt = performance.now()
  const type = String(delivery.message.properties.type ?? delivery.message.fields.routingKey)
  try {
    const outcome = await outcomeOf(parts, delivery, stop)
    if (outcome === 'unanswered') return
    delivery.channel.ack(delivery.message)
    const ms = Math.round(performance.now() - startedAt)
    parts.metrics.handled.inc({ type, outcome: outcome.split(':', 1)[0] ?? outcome })
    parts.metrics.handlingSeconds.observe({ type }, ms / 1_000)
    parts.logger.info('message', { type, messageId: delivery.message.properties.messageId, outcome, ms })
  } catch (error) {
    // The channel closed under us, or the retry could not be published: redelivery will come.
    parts.logger.warn('a message could not be answered for', { type, error: (error as Error).message })
    await sleep(probeFirstMs)
    nackQuietly(delivery)
  }
}

async function outcomeOf(parts: ConsumerParts, delivery: Delivery, stop: AbortSignal): Promise<string> {
  let envelope: Envelope | undefined
  for (let waitMs = probeFirstMs; ; waitMs = Math.min(waitMs * 2, probeAtMostMs)) {
    try {
      envelope ??= envelopeOf(delivery.message)
      const outcome = await handleMessage(parts, delivery.message, envelope)
      return outcome.kind === 'ignored' ? `ignored: ${outcome.reason}` : outcome.kind
    } catch (error) {
      if (!(await isOwnDatabaseAway(parts, error))) return settleFailure(parts, delivery, { error, envelope })
      // Our own database is away: no attempt is spent, the lanes fill up, and so the consumer pauses by itself.
      await sleep(waitMs, undefined, { signal: stop }).catch(() => undefined)
      if (stop.aborted) return 'unanswered'
    }
  }
}

async function isOwnDatabaseAway({ database }: ConsumerParts, error: unknown): Promise<boolean> {
  if (!isUnavailable(error)) return false
  try {
    await database.dependency?.check()
    return false
  } catch {
    return true
  }
}

interface Failure {
  error: unknown
  envelope: Envelope | undefined
}

/** The new message is confirmed before the old one is acked: in between a crash doubles it, and the inbox knows doubles. */
async function settleFailure(parts: ConsumerParts, { message }: Delivery, failure: Failure): Promise<string> {
  const { consumer: queue, publisher, logger } = parts
  const { fields, properties, content } = message
  const type = failure.envelope?.type ?? String(properties.type ?? fields.routingKey)
  const fate = fateOf(failure.error, failure.envelope?.attempt ?? 1)
  const headers = { ...withoutDeaths(properties.headers ?? {}) }
  logger.warn('a message failed', { type, messageId: properties.messageId, fate, error: failure.error })
  if (fate.kind === 'retry') {
    headers['x-attempt'] = fate.attempt
    headers['x-last-error'] = String(failure.error).slice(0, 500)
  } else Object.assign(headers, failureHeaders(failure.error, { type, queue, reason: fate.reason }))
  await publisher.publish({
    exchange: fate.kind === 'retry' ? retryExchange(fate.step) : deadExchange,
    routingKey: queue,
    body: content,
    properties: { ...properties, expiration: undefined, headers },
    mandatory: true,
  })
  return fate.kind === 'retry' ? 'retried' : 'parked'
}

/** `x-death` is the broker's own account of where a message died; kept on a new message, versions of RabbitMQ read it differently. */
function withoutDeaths(headers: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(headers).filter(
      ([name]) => !/^x-(first-|last-)?death/.test(name) && name !== 'x-delivery-count',
    ),
  )
}

function nackQuietly({ channel, message }: Delivery): void {
  try {
    channel.nack(message)
  } catch {
    // The channel is gone, and with it the delivery: the broker has the message back already.
  }
}

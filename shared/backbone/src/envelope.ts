// Between an event and its form on the wire: CloudEvents attributes as AMQP properties and headers, sealed fields closed and opened.
import type { AnyContract, DomainEvent } from '@eventflow/contracts'
import { correlationOf, newId, type Sealer, type WorkContext } from '@eventflow/runtime'
import type { ConsumeMessage, Options } from 'amqplib'
import { PermanentError } from './failure-kinds.js'
import type { Envelope } from './reaction.js'
import { readBody, type WireFormat, writeBody } from './wire-format.js'

/** A message as the outbox keeps it: all that is needed to publish it later, by any process. */
export interface OutgoingMessage {
  id: string
  type: string
  /** Events of one key are published in the order of their writing. */
  key: string
  exchange: string
  mandatory: boolean
  properties: Options.Publish
  body: Buffer
}

export interface Author {
  service: string
  exchange: string
  sealer: Sealer
  /** Whether the contracts know a consumer: then a message that reaches no queue is a failure. */
  isConsumed: (type: string) => boolean
  /** How its exchange carries events; JSON unless said otherwise. Consumers read both. */
  format?: WireFormat
}

const sealBinding = (messageId: string, field: string): string => `${messageId}/${field}`

/** Closes an event into a message. Throws on data that its own contract refuses: that is a fault of the producer. */
export function toMessage(event: DomainEvent, author: Author, context: WorkContext): OutgoingMessage {
  const { contract } = event
  if (contract.producer !== author.service && contract.producer !== 'any')
    throw new PermanentError(`${contract.type} is for ${contract.producer} to say, not for ${author.service}`)
  const data = event.data as Record<string, unknown>
  const problems = contract.check(data)
  if (problems.length > 0)
    throw new PermanentError(`${contract.type} breaks its contract: ${problems.join('; ')}`)
  const id = newId()
  const subject = String(data[contract.key])
  const closed = { ...data }
  for (const field of contract.sealed)
    if (typeof closed[field] === 'string')
      closed[field] = author.sealer.seal(closed[field], sealBinding(id, field))
  const body = writeBody(author.format ?? 'json', contract, closed)
  return {
    id,
    type: contract.type,
    key: subject,
    exchange: author.exchange,
    mandatory: author.isConsumed(contract.type),
    properties: propertiesOf(
      { id, subject, contract, sequence: sequenceOf(contract, data), body },
      author,
      context,
    ),
    body: body.bytes,
  }
}

const sequenceOf = (contract: AnyContract, data: Record<string, unknown>): number | undefined =>
  contract.sequence === undefined ? undefined : Number(data[contract.sequence])

interface Identity {
  id: string
  subject: string
  contract: AnyContract
  sequence: number | undefined
  body: ReturnType<typeof writeBody>
}

function propertiesOf(identity: Identity, author: Author, context: WorkContext): Options.Publish {
  const { id, subject, contract, sequence, body } = identity
  const at = new Date()
  return {
    messageId: id,
    type: contract.type,
    appId: author.service,
    timestamp: Math.floor(at.getTime() / 1_000),
    correlationId: correlationOf(context),
    contentType: body.contentType,
    deliveryMode: 2,
    headers: {
      cloudEvents_specversion: '1.0',
      cloudEvents_id: id,
      cloudEvents_source: `/services/${author.service}`,
      cloudEvents_type: contract.type,
      cloudEvents_time: at.toISOString(),
      cloudEvents_subject: subject,
      cloudEvents_dataschema: `urn:eventflow:${contract.type}:v${contract.version}`,
      cloudEvents_partitionkey: subject,
      ...(sequence === undefined ? {} : { cloudEvents_sequence: String(sequence) }),
      traceparent: context.traceparent,
      'x-schema-version': contract.version,
      ...body.headers,
      'x-attempt': 1,
      ...(context.causationId === undefined ? {} : { 'x-causation-id': context.causationId }),
      ...(context.sessionId === undefined ? {} : { 'x-session-id': context.sessionId }),
    },
  }
}

/** Text that a log line and a table row can hold, or nothing. */
const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' && !/\p{Cc}/u.test(value) ? value : undefined

/** A header may be anything, an object with a `valueOf` of its own too. */
const countOf = (value: unknown): number | undefined => {
  const number = typeof value === 'number' || typeof value === 'string' ? Number(value) : Number.NaN
  return Number.isInteger(number) && number > 0 ? number : undefined
}

/** The entity that a message speaks of; messages of one subject are handled in order. */
export const subjectOf = ({ properties }: ConsumeMessage): string =>
  textOf(properties.headers?.cloudEvents_subject) ?? textOf(properties.messageId) ?? ''

/** Reads the facts around a message; what is not ours to know (no id, no type) is malformed. */
export function envelopeOf(message: ConsumeMessage): Envelope {
  const { properties, fields } = message
  const headers = (properties.headers ?? {}) as Record<string, unknown>
  const id = textOf(properties.messageId)
  if (!id) throw new PermanentError('malformed: the message has no messageId that can be kept', 'malformed')
  const type = textOf(properties.type || fields.routingKey)
  if (!type) throw new PermanentError('malformed: the message has no type that can be kept', 'malformed')
  const optional = {
    sequence: countOf(headers.cloudEvents_sequence),
    causationId: textOf(headers['x-causation-id']),
    sessionId: textOf(headers['x-session-id']),
    traceparent: textOf(headers.traceparent),
  }
  return {
    id,
    type,
    version: countOf(headers['x-schema-version']) ?? 1,
    source: textOf(properties.appId) ?? 'unknown',
    subject: subjectOf(message),
    at: momentOf(textOf(headers.cloudEvents_time) ?? Number(properties.timestamp) * 1_000),
    correlationId: textOf(properties.correlationId) ?? id,
    attempt: countOf(headers['x-attempt']) ?? 1,
    throttled: countOf(headers['x-throttled']) ?? 0,
    ...(Object.fromEntries(
      Object.entries(optional).filter(([, value]) => value !== undefined),
    ) as Partial<Envelope>),
  }
}

/** A message may not say when it was written. */
export const isKnown = (moment: Date): boolean => moment.getTime() > 0

function momentOf(time: string | number): Date {
  const moment = new Date(time)
  return Number.isNaN(moment.getTime()) ? new Date(0) : moment
}

/** Opens a message body into the data of its contract. Throws PermanentError for what no retry can mend. */
export function dataOf(
  message: ConsumeMessage,
  envelope: Envelope,
  reading: { contract: AnyContract; sealer: Sealer },
): unknown {
  const { contract, sealer } = reading
  const body = readBody(message, contract)
  for (const field of contract.earlier[envelope.version]?.sealed ?? contract.sealed) {
    const sealed = body[field]
    if (typeof sealed !== 'string') continue
    try {
      body[field] = sealer.open(sealed, sealBinding(envelope.id, field))
    } catch (cause) {
      throw new PermanentError(`the sealed field ${field} does not open`, 'permanent', { cause })
    }
  }
  const outcome = contract.read(envelope.version, body)
  if (!outcome.ok) throw new PermanentError(`${outcome.why}: ${outcome.problems.join('; ')}`, outcome.why)
  return outcome.data
}

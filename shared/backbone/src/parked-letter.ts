// A message that was put aside, read without any contract: whatever it is, it has a place, a reason and its bytes.
import { createHash } from 'node:crypto'
import type { ConsumeMessage } from 'amqplib'
import { fingerprintOf } from './failure.js'

export interface ParkedLetter {
  /** Equal for every delivery of one and the same parking, so that a letter that comes twice is known. */
  parking: string
  /** The queue whose consumer failed. */
  queue: string
  messageId: string | null
  type: string | null
  version: number
  source: string | null
  subject: string | null
  correlationId: string | null
  causationId: string | null
  reason: string
  fingerprint: string
  error: string
  stack: string
  attempts: number
  /** How often it had been put back before it was parked this time. */
  replays: number
  writtenAt: Date | null
  parkedAt: Date
  /** The AMQP properties without the headers, and these: both as JSON can hold them. */
  properties: object
  headers: object
  body: Buffer
}

type Table = Readonly<Record<string, unknown>>

/** Counts how often a message was put back; carried along, so that the next parking is another one. */
export const replayHeader = 'x-replay'

const textLimit = 2_000
const nameLimit = 255

/** PostgreSQL stores no NUL in a text, and a name of a megabyte is none. */
const storable = (text: string): string => text.replaceAll('\u0000', '\uFFFD')

const textOf = (value: unknown, limit = nameLimit): string | null =>
  typeof value === 'string' && value !== '' ? storable(value).slice(0, limit) : null

const countOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : undefined

const momentOf = (value: unknown): Date | null => {
  const moment = typeof value === 'string' || typeof value === 'number' ? new Date(value) : undefined
  return moment && !Number.isNaN(moment.getTime()) ? moment : null
}

/** What the broker wrote when it put the message aside itself: nobody answered for it in time, or a consumer refused it. */
function brokersAccount(
  headers: Table,
): { reason: string; at: Date | null; routingKey: unknown } | undefined {
  const [latest] = Array.isArray(headers['x-death']) ? (headers['x-death'] as Table[]) : []
  if (typeof latest !== 'object' || latest === null) return undefined
  const seconds = (latest.time as { value?: unknown } | undefined)?.value
  const [routingKey] = Array.isArray(latest['routing-keys']) ? (latest['routing-keys'] as unknown[]) : []
  return {
    reason: (textOf(latest.reason) ?? 'unknown').replaceAll('_', '-'),
    at: typeof seconds === 'number' ? momentOf(seconds * 1_000) : null,
    routingKey,
  }
}

const brokersWords: Readonly<Record<string, string>> = {
  'delivery-limit':
    'the broker gave it out again and again and nobody answered, as when it ends its consumer',
  rejected: 'the consumer refused it and could not say why',
  maxlen: 'the queue was full',
  expired: 'it was not taken in time',
}

/** Never throws: what cannot be read stays unknown, and the letter is kept all the same. */
export function parkedLetterOf(message: ConsumeMessage, queue: string, now = new Date()): ParkedLetter {
  const { headers: raw, ...properties } = message.properties
  const headers = (raw ?? {}) as Table
  const account = headers['x-dead-reason'] === undefined ? brokersAccount(headers) : undefined
  const type = textOf(properties.type) ?? textOf(account?.routingKey)
  const reason = textOf(headers['x-dead-reason']) ?? account?.reason ?? 'unknown'
  const told = textOf(headers['x-dead-error'], textLimit) ?? brokersWords[reason] ?? 'nobody said why'
  const parkedAt = momentOf(headers['x-dead-at']) ?? account?.at
  const replays = countOf(headers[replayHeader]) ?? 0
  const messageId = textOf(properties.messageId)
  const attempts = countOf(headers['x-attempt']) ?? 1
  // A crash may put a letter back twice under one count of replays: what both come to is one and the same parking.
  const time = replays === 0 ? parkedAt?.getTime() : undefined
  return {
    parking: hashOf([queue, messageId, time, attempts, replays, hashOf(message.content)]),
    queue,
    messageId,
    type,
    version: countOf(headers['x-schema-version']) ?? 1,
    source: textOf(properties.appId),
    subject: textOf(headers.cloudEvents_subject),
    correlationId: textOf(properties.correlationId),
    causationId: textOf(headers['x-causation-id']),
    reason,
    fingerprint: textOf(headers['x-dead-fingerprint'], 64) ?? fingerprintOf(`${type}`, new Error(told)),
    error: told,
    stack: textOf(headers['x-dead-stack'], textLimit) ?? '',
    attempts,
    replays,
    writtenAt: momentOf(headers.cloudEvents_time) ?? momentOf(Number(properties.timestamp) * 1_000),
    parkedAt: parkedAt ?? now,
    properties: storableTable(properties),
    headers: storableTable(headers),
    body: message.content,
  }
}

const hashOf = (content: unknown): string =>
  createHash('sha256')
    .update(Buffer.isBuffer(content) ? content : JSON.stringify(content))
    .digest('hex')

/** Bytes become `{ type: 'Buffer', data }`, which `sendableTable` turns back. */
const storableTable = (table: object): Record<string, unknown> =>
  JSON.parse(JSON.stringify(table).replaceAll('\\u0000', '\\ufffd')) as Record<string, unknown>

/** The way back from what was stored to what AMQP carries. */
export const sendableTable = (table: object): Record<string, unknown> =>
  JSON.parse(JSON.stringify(table), (_name, value: unknown) => {
    const { type, data } = (value ?? {}) as { type?: unknown; data?: unknown }
    return type === 'Buffer' && Array.isArray(data) ? Buffer.from(data as number[]) : value
  }) as Record<string, unknown>

import assert from 'node:assert/strict'
import { defineEvent, integer, optional, text, uuid } from '@eventflow/contracts'
import { createSealer, type WorkContext } from '@eventflow/runtime'
import type { ConsumeMessage } from 'amqplib'
import { type Author, dataOf, envelopeOf, type OutgoingMessage, toMessage } from './envelope.js'
import { PermanentError } from './failure-kinds.js'

const letterId = '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12'
const schema = {
  letterId: uuid(),
  version: integer(1),
  secret: text(200),
  hint: optional(text(200)),
}
const LetterWritten = defineEvent({
  type: 'letter.written',
  version: 2,
  producer: 'desk',
  key: 'letterId',
  sequence: 'version',
  sealed: ['secret', 'hint'],
  schema,
  examples: [{ letterId, version: 1, secret: 'x' }],
  upcast: { 1: ({ code, ...rest }) => ({ ...rest, secret: code, version: 1 }) },
})

const sealer = createSealer([Buffer.alloc(32, 7)])
const author: Author = { service: 'desk', exchange: 'desk.events', sealer, isConsumed: () => true }
const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
const context: WorkContext = { traceparent, correlationId: 'the-story', written: [] }
const event = LetterWritten({ letterId, version: 3, secret: 'the well is dry', hint: 'water' })
const write = (from: Partial<WorkContext> = {}) => toMessage(event, author, { ...context, ...from })

interface Changes {
  headers?: Record<string, unknown>
  body?: string
  [property: string]: unknown
}

/** The message as a consumer gets it, with what a careless or hostile sender made of it. */
function received(message: OutgoingMessage, { headers, body, ...properties }: Changes = {}): ConsumeMessage {
  const sent = message.properties
  return {
    fields: { routingKey: message.type },
    content: Buffer.from(body ?? message.body),
    properties: { ...sent, ...properties, headers: { ...sent.headers, ...headers } },
  } as unknown as ConsumeMessage
}

const read = (message: ConsumeMessage) =>
  dataOf(message, envelopeOf(message), { contract: LetterWritten, sealer })

const isPermanent = (reason: RegExp) => (error: unknown) =>
  error instanceof PermanentError && reason.test(error.message)

describe('an event on its way to the wire', () => {
  it('carries who, what, when and of whom, as CloudEvents attributes and as AMQP properties', () => {
    const message = write({ causationId: 'the-cause', sessionId: 'the-session' })
    const { headers, ...properties } = message.properties
    assert.equal(message.key, letterId)
    assert.equal(message.exchange, 'desk.events')
    assert.equal(message.mandatory, true)
    assert.deepEqual(
      { ...properties, timestamp: typeof properties.timestamp },
      {
        messageId: message.id,
        type: 'letter.written',
        appId: 'desk',
        timestamp: 'number',
        correlationId: 'the-story',
        contentType: 'application/json',
        deliveryMode: 2,
      },
    )
    const { cloudEvents_time: time, ...others } = headers as Record<string, unknown>
    assert.ok(Math.abs(Date.parse(String(time)) - Date.now()) < 10_000)
    assert.deepEqual(others, {
      cloudEvents_specversion: '1.0',
      cloudEvents_id: message.id,
      cloudEvents_source: '/services/desk',
      cloudEvents_type: 'letter.written',
      cloudEvents_subject: letterId,
      cloudEvents_dataschema: 'urn:eventflow:letter.written:v2',
      cloudEvents_partitionkey: letterId,
      cloudEvents_sequence: '3',
      traceparent,
      'x-schema-version': 2,
      'x-attempt': 1,
      'x-causation-id': 'the-cause',
      'x-session-id': 'the-session',
    })
  })

  it('need not reach anybody when nobody is known to consume it', () => {
    assert.equal(toMessage(event, { ...author, isConsumed: () => false }, context).mandatory, false)
  })

  it('gets an id of its own each time, in the order of writing', () => {
    const ids = Array.from({ length: 50 }, () => write().id)
    assert.deepEqual(ids, [...new Set(ids)].sort())
  })

  it('is refused when it breaks its contract, with every field that does', () => {
    const broken = LetterWritten({ letterId: 'me', version: 0, secret: 'x' })
    const message = /letter\.written breaks its contract: .*letterId.*; .*version/
    assert.throws(() => toMessage(broken, author, context), isPermanent(message))
    const talkative = { ...event, data: { ...event.data, more: 1 } }
    assert.throws(() => toMessage(talkative, author, context), isPermanent(/more/))
  })

  it('closes its sealed fields, and nothing of them is left in sight', () => {
    const message = write()
    const body = JSON.parse(String(message.body)) as Record<string, string>
    assert.match(body.secret ?? '', /^sealed\.v1\./)
    assert.match(body.hint ?? '', /^sealed\.v1\./)
    assert.equal(body.letterId, letterId)
    assert.doesNotMatch(JSON.stringify(message), /the well is dry|water/)
  })

  it('leaves the data that it was made of as it was', () => {
    write()
    assert.equal(event.data.secret, 'the well is dry')
  })
})

describe('a message read by its consumer', () => {
  it('gives back the data, with sealed fields open', () => {
    assert.deepEqual(read(received(write())), event.data)
    const silent = LetterWritten({ letterId, version: 1, secret: 'x' })
    assert.deepEqual(read(received(toMessage(silent, author, context))), silent.data)
  })

  it('tells the facts around it', () => {
    const message = write({ causationId: 'the-cause', sessionId: 'the-session' })
    const { at, ...facts } = envelopeOf(received(message, { headers: { 'x-attempt': 4 } }))
    assert.ok(Math.abs(at.getTime() - Date.now()) < 10_000)
    assert.deepEqual(facts, {
      id: message.id,
      type: 'letter.written',
      version: 2,
      source: 'desk',
      subject: letterId,
      sequence: 3,
      correlationId: 'the-story',
      causationId: 'the-cause',
      sessionId: 'the-session',
      traceparent,
      attempt: 4,
      throttled: 0,
    })
  })

  it('makes do with an id alone', () => {
    const bare = {
      fields: { routingKey: 'letter.written' },
      content: Buffer.from('{}'),
      properties: { messageId: 'm-1', headers: undefined },
    } as unknown as ConsumeMessage
    assert.deepEqual(envelopeOf(bare), {
      id: 'm-1',
      type: 'letter.written',
      version: 1,
      source: 'unknown',
      subject: 'm-1',
      at: new Date(0),
      correlationId: 'm-1',
      attempt: 1,
      throttled: 0,
    })
  })

  it('is malformed without an id, or with one that no table could keep', () => {
    for (const messageId of [undefined, '', 'a\u0000b'])
      assert.throws(
        () => envelopeOf(received(write(), { messageId })),
        isPermanent(/^malformed: .*messageId/),
      )
    assert.throws(
      () => envelopeOf(received(write(), { type: 'a\u0000b' })),
      isPermanent(/^malformed: .*type/),
    )
  })

  it('is taken at its first attempt and version when the headers talk nonsense', () => {
    const hostile = { toString: 'nothing to call', valueOf: 7 }
    for (const nonsense of ['many', -3, 0, 1.5, null, [2, 3], hostile, true, Number.NaN]) {
      const headers = {
        'x-attempt': nonsense,
        'x-schema-version': nonsense,
        cloudEvents_sequence: nonsense === 0 ? 'x' : nonsense,
        cloudEvents_subject: { nested: 1 },
        cloudEvents_time: nonsense,
        traceparent: 7,
      }
      const envelope = envelopeOf(received(write(), { headers, timestamp: 2 ** 62 }))
      assert.equal(envelope.attempt, 1)
      assert.equal(envelope.version, 1)
      assert.equal(envelope.subject, envelope.id)
      assert.equal(envelope.traceparent, undefined)
      assert.ok(!Number.isNaN(envelope.at.getTime()))
      assert.ok(envelope.sequence === undefined || Number.isInteger(envelope.sequence))
    }
  })

  it('does not open what was sealed for another message, for another field, or under another key', () => {
    const [mine, other] = [write(), write()]
    assert.throws(
      () => read(received(mine, { body: String(other.body) })),
      isPermanent(/sealed field secret/),
    )
    const { secret, hint, ...rest } = JSON.parse(String(mine.body)) as Record<string, string>
    const crossed = JSON.stringify({ ...rest, secret: hint, hint: secret })
    assert.throws(() => read(received(mine, { body: crossed })), isPermanent(/sealed field secret/))
    const stranger = toMessage(event, { ...author, sealer: createSealer([Buffer.alloc(32, 1)]) }, context)
    assert.throws(() => read(received(stranger)), isPermanent(/sealed field secret/))
    const open = JSON.stringify({ ...rest, secret: 'in clear' })
    assert.throws(() => read(received(mine, { body: open })), isPermanent(/sealed field secret/))
  })

  it('is read in an older version and refused in one that is unknown', () => {
    const message = write()
    const old = JSON.stringify({ letterId, secret: JSON.parse(String(message.body)).secret })
    const headers = { 'x-schema-version': 1 }
    const upcast = read(received(message, { headers, body: old.replace('"secret"', '"code"') }))
    assert.equal((upcast as { version: number }).version, 1)
    assert.throws(
      () => read(received(message, { headers: { 'x-schema-version': 3 } })),
      isPermanent(/^unknown-version/),
    )
  })

  it('drops fields that a newer producer added, and refuses those that break a rule', () => {
    const message = write()
    const body = JSON.parse(String(message.body)) as Record<string, unknown>
    const newer = received(message, { body: JSON.stringify({ ...body, colour: 'blue' }) })
    assert.deepEqual(read(newer), event.data)
    const worse = received(message, { body: JSON.stringify({ ...body, version: 'three' }) })
    assert.throws(() => read(worse), isPermanent(/^malformed: .*version/))
  })

  it('is malformed when the body is not a JSON object', () => {
    for (const body of ['', '{', 'null', '7', '"text"', '[{}]', '\u0000', '{"a":1}{"b":2}'])
      assert.throws(() => read(received(write(), { body })), isPermanent(/^malformed: the body is not/), body)
  })

  it('is malformed under a content type that is not read here, and read when none is given', () => {
    for (const contentType of ['text/plain', 'application/xml', 'x'.repeat(5_000)])
      assert.throws(
        () => read(received(write(), { contentType })),
        (error: Error) => {
          assert.ok(error.message.length < 200)
          return isPermanent(/^malformed: the content type/)(error)
        },
      )
    for (const contentType of [undefined, 'application/json; charset=utf-8'])
      assert.deepEqual(read(received(write(), { contentType })), event.data)
  })
})

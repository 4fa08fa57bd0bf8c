import assert from 'node:assert/strict'
import type { ConsumeMessage } from 'amqplib'
import { failureHeaders, fingerprintOf } from './failure.js'
import { type ParkedLetter, parkedLetterOf, sendableTable } from './parked-letter.js'

const failure = (error = new Error('the name "Ada" is taken')) =>
  failureHeaders(error, { type: 'account.opened', queue: 'ledger', reason: 'permanent' })

const message = (headers: object, more: object = {}, body = '{}') =>
  ({
    content: Buffer.from(body),
    fields: { routingKey: 'ledger' },
    properties: { messageId: 'm-1', type: 'account.opened', appId: 'bank', headers, ...more },
  }) as unknown as ConsumeMessage

const brokersHeaders = (change: object = {}) => ({
  'x-death': [
    {
      reason: 'delivery_limit',
      queue: 'ledger',
      time: { '!': 'timestamp', value: 1_763_726_400 },
      'routing-keys': ['account.closed'],
      ...change,
    },
  ],
})

const letterOf = (...parts: Parameters<typeof message>): ParkedLetter =>
  parkedLetterOf(message(...parts), 'ledger')

describe('a parked letter', () => {
  it('tells the reason, the error and the fingerprint that its consumer wrote', () => {
    const letter = letterOf({
      ...failure(),
      'x-attempt': 7,
      'x-schema-version': 2,
      cloudEvents_subject: 'a-1',
    })
    assert.deepEqual([letter.reason, letter.attempts, letter.version], ['permanent', 7, 2])
    assert.deepEqual([letter.queue, letter.source, letter.subject], ['ledger', 'bank', 'a-1'])
    assert.equal(letter.error, 'Error: the name "Ada" is taken')
    assert.equal(letter.fingerprint, fingerprintOf('account.opened', new Error('the name "Eve" is taken')))
    assert.match(letter.stack, /parked-letter/)
  })

  it('has a reason and a fingerprint when the broker parked it, equal for letters of one kind', () => {
    const letter = letterOf(brokersHeaders())
    assert.equal(letter.reason, 'delivery-limit')
    assert.match(letter.error, /nobody answered/)
    assert.equal(letter.parkedAt.toISOString(), new Date(1_763_726_400_000).toISOString())
    assert.equal(letter.fingerprint, letterOf(brokersHeaders(), { messageId: 'm-2' }).fingerprint)
    assert.notEqual(letter.fingerprint, letterOf(brokersHeaders({ reason: 'maxlen' })).fingerprint)
  })

  it('finds the type of what the broker parked where the broker noted it', () => {
    assert.equal(letterOf(brokersHeaders(), { type: undefined }).type, 'account.closed')
  })

  it('is kept whatever is missing or strange about it', () => {
    const bare = parkedLetterOf(
      { content: Buffer.alloc(0), fields: {}, properties: {} } as unknown as ConsumeMessage,
      'ledger',
      new Date(7),
    )
    assert.deepEqual(
      [bare.messageId, bare.type, bare.reason, bare.parkedAt],
      [null, null, 'unknown', new Date(7)],
    )
    for (const strange of [7, null, [], [null], ['x'], [{ time: 'noon', 'routing-keys': 'x' }]])
      assert.ok(letterOf({ 'x-death': strange, 'x-attempt': { a: 1 }, 'x-dead-at': 'noon' }).fingerprint)
    const long = letterOf({}, { messageId: `a\u0000${'x'.repeat(9_000)}`, timestamp: 'noon' })
    assert.equal(long.messageId?.length, 255)
    assert.equal(long.messageId?.includes('\u0000'), false)
    assert.equal(long.writtenAt, null)
  })

  it('is the same parking when it is delivered again, and another when it is parked again', () => {
    const headers = failure()
    const { parking } = letterOf(headers)
    assert.equal(letterOf(headers).parking, parking)
    assert.equal(
      parkedLetterOf(message(brokersHeaders()), 'ledger').parking,
      letterOf(brokersHeaders()).parking,
    )
    const others = [
      letterOf({ ...headers, 'x-dead-at': '2030-01-01T00:00:00.000Z' }),
      letterOf({ ...headers, 'x-replay': 1 }),
      letterOf({ ...headers, 'x-attempt': 2 }),
      letterOf(headers, { messageId: 'm-2' }),
      letterOf(headers, {}, '{"a":1}'),
      parkedLetterOf(message(headers), 'desk'),
    ]
    assert.equal(new Set([parking, ...others.map((letter) => letter.parking)]).size, 7)
  })

  it('is the same parking when a crash put it back twice, and both failed', () => {
    const back = { ...failure(), 'x-replay': 1 }
    const later = { ...back, 'x-dead-at': '2030-01-01T00:00:00.000Z' }
    assert.equal(letterOf(later).parking, letterOf(back).parking)
    assert.notEqual(letterOf({ ...later, 'x-replay': 2 }).parking, letterOf(back).parking)
  })

  it('gives its properties and headers back as they were, bytes included', () => {
    const headers = { plain: 1, bytes: Buffer.from([0, 255]), list: [{ deep: Buffer.from('x') }], text: 'a' }
    assert.deepEqual(sendableTable(letterOf(headers).headers), headers)
    assert.equal(JSON.stringify(letterOf({ text: 'a\u0000b' }).headers), '{"text":"a\ufffdb"}')
  })
})

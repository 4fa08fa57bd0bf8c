import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { toMessage } from '@eventflow/backbone'
import { createSealer } from '@eventflow/runtime'
import type { GetMessage, Options } from 'amqplib'
import { type BackboneUnderTest, backboneUnderTest, type StartedService } from './backbone-under-test.js'
import { eventually } from './eventually.js'
import { ParcelSent } from './parcels.js'

describe('a message that cannot be read', () => {
  let stage: BackboneUnderTest
  let depot: StartedService

  before(async () => {
    stage = await backboneUnderTest()
    depot = await stage.startKeeper('depot')
  })

  after(() => stage.close())

  const wellFormed = () =>
    toMessage(
      ParcelSent({ parcelId: randomUUID(), number: 1 }),
      {
        service: 'desk',
        exchange: 'desk.events',
        sealer: createSealer([stage.sealingKey]),
        isConsumed: () => true,
      },
      { traceparent: '', correlationId: randomUUID(), written: [] },
    )

  interface Change {
    body?: string | Buffer
    properties?: Options.Publish
  }

  const send = async ({ body, properties }: Change) => {
    const message = wellFormed()
    const all = { ...message.properties, ...properties }
    await stage.send({
      exchange: 'desk.events',
      routingKey: message.type,
      body: body ?? message.body,
      properties: { ...all, headers: { ...message.properties.headers, ...properties?.headers } },
    })
    return message.id
  }

  /** Sends it between two that are well formed, and answers what was put aside; the neighbours must be handled. */
  const sendBetween = async (change: Change): Promise<GetMessage> => {
    const before = await send({})
    await send(change)
    const after = await send({})
    const [dead] = await stage.take('depot.dead', 1)
    assert.ok(dead)
    await eventually(async () => {
      const handled = (await depot.deeds()).map(({ message_id }) => message_id)
      assert.ok(handled.includes(before) && handled.includes(after))
    })
    assert.equal(await stage.waitingIn('depot.dead'), 0)
    return dead
  }

  const faults: Record<string, { change: Change; error: RegExp }> = {
    'that is no JSON': { change: { body: '{"parcelId":' }, error: /malformed: the body is not JSON/ },
    'that is empty': { change: { body: '' }, error: /malformed: the body is not JSON/ },
    'that is no object': { change: { body: '[1,2]' }, error: /malformed: the body is not an object/ },
    'of a megabyte of noise': { change: { body: randomBytes(1_000_000) }, error: /malformed: the body/ },
    'nested a hundred thousand deep': {
      change: { body: `{"parcelId":${'['.repeat(100_000)}${']'.repeat(100_000)}}` },
      error: /malformed/,
    },
    'that breaks its contract': {
      change: { body: '{"parcelId":"mine","number":-1}' },
      error: /malformed: .*parcelId.*; .*number/,
    },
    'in another content type': {
      change: { properties: { contentType: 'application/xml' } },
      error: /malformed: the content type application\/xml/,
    },
    'without an id': { change: { properties: { messageId: undefined } }, error: /malformed: .*messageId/ },
    'under an id that no table keeps': {
      change: { properties: { messageId: 'a\u0000b' } },
      error: /malformed: .*messageId/,
    },
    'of an unknown type': {
      change: { properties: { type: 'parcel.eaten' } },
      error: /unknown type: depot has no reaction to parcel\.eaten/,
    },
    'of a version that is not known yet': {
      change: { properties: { headers: { 'x-schema-version': 2 } } },
      error: /unknown-version: version 2 cannot be read here/,
    },
  }

  for (const [fault, { change, error }] of Object.entries(faults))
    it(`is put aside with its bytes, and its neighbours are handled: one ${fault}`, async () => {
      const dead = await sendBetween(change)
      const headers = dead.properties.headers ?? {}
      assert.match(String(headers['x-dead-reason']), /^(malformed|unknown-type|unknown-version|permanent)$/)
      assert.match(String(headers['x-dead-error']), error)
      assert.match(String(headers['x-dead-fingerprint']), /^[0-9a-f]{16}$/)
      if (change.body !== undefined) assert.deepEqual(dead.content, Buffer.from(change.body as string))
    })

  it('breaks neither the consumer nor its connection when its headers are objects that pose as text', async () => {
    const hostile = { toString: 'nothing to call', valueOf: 'nothing either' }
    const headers = { cloudEvents_subject: hostile, 'x-attempt': hostile, 'x-schema-version': hostile }
    const id = await send({ properties: { headers: { ...headers, traceparent: hostile } } })
    await eventually(async () => assert.ok((await depot.deeds()).some(({ message_id }) => message_id === id)))
    assert.deepEqual(
      depot.log.filter(({ message }) => message.startsWith('the broker')),
      [],
    )
  })

  it('is counted under one name, whatever type it claims to have', async () => {
    const parked = { outcome: 'parked', type: 'unknown' }
    const before = await depot.counted('eventflow_messages_total', parked)
    for (let n = 0; n < 20; n++) await send({ properties: { type: `parcel.${randomUUID()}` } })
    await stage.take('depot.dead', 20)
    await eventually(async () =>
      assert.equal(await depot.counted('eventflow_messages_total', parked), before + 20),
    )
  })

  it('waits for its dead-letter queue when that is missing, each of its doubles too', async () => {
    const binding = ['depot.dead', 'dead', 'depot'] as const
    await stage.channel.unbindQueue(...binding)
    const messageId = randomUUID()
    const sameId = () =>
      send({ body: 'no', properties: { messageId, headers: { cloudEvents_subject: randomUUID() } } })
    await Promise.all(Array.from({ length: 10 }, sameId))
    await eventually(() => {
      const waiting = depot.log.filter(({ message }) => message === 'a message cannot be put aside yet')
      assert.ok(waiting.length >= 8)
    })
    await stage.channel.bindQueue(...binding)
    const dead = await stage.take('depot.dead', 10)
    assert.deepEqual([...new Set(dead.map(({ properties }) => properties.messageId))], [messageId])
  })

  it('has one fingerprint with all others of its kind', async () => {
    const fingerprints = new Set<string>()
    for (const body of ['{', '}', 'no', '<xml/>'])
      fingerprints.add(String((await sendBetween({ body })).properties.headers?.['x-dead-fingerprint']))
    assert.equal(fingerprints.size, 1)
  })
})

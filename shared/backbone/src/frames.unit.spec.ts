import assert from 'node:assert/strict'
import { dirname, join } from 'node:path'
import { framesOf } from './frames.js'
import type { Publication } from './publisher.js'

interface Codec {
  BasicPublish: number
  BasicProperties: number
  encodeMethod(id: number, channel: number, fields: object): Buffer
  encodeProperties(id: number, channel: number, size: number, fields: object): Buffer
}

// What it does not show to the outside is what has to be met to the byte.
const amqplib = dirname(require.resolve('amqplib'))
const codec = require(join(amqplib, 'lib/defs.js')) as Codec
const { makeBodyFrame } = require(join(amqplib, 'lib/frame.js')) as {
  makeBodyFrame(channel: number, body: Buffer): Buffer
}

const place = { channel: 259, frameMax: 131_072 }

const framesByAmqplib = ({ exchange, routingKey, body, properties, mandatory }: Publication) =>
  Buffer.concat([
    codec.encodeMethod(codec.BasicPublish, place.channel, {
      exchange,
      routingKey,
      mandatory,
      immediate: false,
    }),
    codec.encodeProperties(codec.BasicProperties, place.channel, body.length, {
      headers: {},
      ...properties,
      deliveryMode: 2,
    }),
    makeBodyFrame(place.channel, body),
  ])

const usual: Publication = {
  exchange: 'desk.events',
  routingKey: 'parcel.sent',
  body: Buffer.from('{"name":"Gjøa"}'),
  mandatory: true,
  properties: {
    messageId: '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12',
    type: 'parcel.sent',
    appId: 'desk',
    timestamp: 1_763_700_000,
    correlationId: 'the-story',
    contentType: 'application/json',
    deliveryMode: 2,
    headers: {
      cloudEvents_subject: 'x'.repeat(300),
      'x-schema-version': 127,
      'x-attempt': -1,
      'x-causation-id': undefined,
      empty: '',
    },
  },
}

const withProperties = (properties: Publication['properties']): Publication => ({
  ...usual,
  properties: { ...usual.properties, ...properties },
})

describe('the frames of a publication', () => {
  it('are to the byte those that amqplib writes', () => {
    const publications: Publication[] = [
      usual,
      { ...usual, mandatory: false },
      { ...usual, properties: {} },
      { ...usual, exchange: '', routingKey: 'k'.repeat(255) },
      { ...usual, body: Buffer.alloc(100_000, 0xce) },
      withProperties({ timestamp: 0 }),
      withProperties({ timestamp: 2 ** 40 + 5, messageId: undefined, expiration: undefined }),
      withProperties({ headers: {} }),
    ]
    for (const publication of publications)
      assert.deepEqual(framesOf(publication, place), framesByAmqplib(publication))
  })

  it('are left to amqplib where anything is unusual', () => {
    const publications: Publication[] = [
      { ...usual, body: Buffer.alloc(0) },
      { ...usual, body: Buffer.alloc(place.frameMax - 7) },
      { ...usual, routingKey: 'k'.repeat(256) },
      { ...usual, exchange: 'gjøa' },
      withProperties({ expiration: '1000' }),
      withProperties({ priority: 1 }),
      withProperties({ userId: 'guest' }),
      withProperties({ CC: 'ledger' }),
      withProperties({ messageId: 'x'.repeat(256) }),
      withProperties({ messageId: 7 as unknown as string }),
      withProperties({ messageId: 'line\nend' }),
      withProperties({ timestamp: Number.NaN }),
      withProperties({ timestamp: -1 }),
      withProperties({ headers: { name: 'Gjøa' } }),
      withProperties({ headers: { ['n'.repeat(256)]: 'name' } }),
      withProperties({ headers: { count: 128 } }),
      withProperties({ headers: { share: 0.5 } }),
      withProperties({ headers: { flag: true } }),
      withProperties({ headers: { list: [1] } }),
      withProperties({ headers: { nothing: null } }),
      withProperties({ headers: { stuffing: 'x'.repeat(4_096) } }),
    ]
    for (const publication of publications) assert.equal(framesOf(publication, place), undefined)
  })
})

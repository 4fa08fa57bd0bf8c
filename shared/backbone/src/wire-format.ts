// How the data of an event become bytes and are read again: JSON or Avro, as the producer chose, told apart by the content type.
import type { AnyContract } from '@eventflow/contracts'
import type { Options } from 'amqplib'
import { Type, types } from 'avsc'
import { assertBounded } from './avro-bounds.js'
import { type AvroSchema, avroShapeOf } from './avro-shape.js'
import { PermanentError } from './failure-kinds.js'

export const wireFormats = ['json', 'avro'] as const
export type WireFormat = (typeof wireFormats)[number]

type Data = Record<string, unknown>

/** What has to be known of a message to read its body. */
interface Properties {
  properties: { contentType?: unknown; headers?: Readonly<Record<string, unknown>> | undefined }
}

interface WrittenBody {
  contentType: string
  headers: Readonly<Record<string, string>>
  bytes: Buffer
}

const avroContentType = 'avro/binary'
const fingerprintHeader = 'x-avro-fingerprint'

/** `data` with its sealed fields closed, of the contract's own version. */
export function writeBody(format: WireFormat, contract: AnyContract, data: Data): WrittenBody {
  if (format === 'json')
    return { contentType: 'application/json', headers: {}, bytes: Buffer.from(JSON.stringify(data)) }
  const { fingerprint, write } = avroOf(contract).current
  return { contentType: avroContentType, headers: { [fingerprintHeader]: fingerprint }, bytes: write(data) }
}

/** The data as they were sent, with sealed fields still closed. Throws PermanentError for what cannot be read. */
export function readBody(message: Properties & { content: Buffer }, contract: AnyContract): Data {
  const { properties, content } = message
  const contentType: unknown = properties.contentType ?? 'application/json'
  if (typeof contentType === 'string' && contentType.startsWith('application/json')) return readJson(content)
  if (contentType === avroContentType) return readAvro(content, codecOfMessage(message, contract))
  throw new PermanentError(
    `malformed: the content type ${String(contentType).slice(0, 80)} is not read here`,
    'malformed',
  )
}

/** Changed data in the very form that the message has: of its version too, since its headers stay as they are. */
export function rewriteBody(message: Properties, contract: AnyContract, data: Data): Buffer {
  if (message.properties.contentType !== avroContentType) return Buffer.from(JSON.stringify(data))
  const codec = codecOfMessage(message, contract)
  try {
    return codec.write(data)
  } catch (cause) {
    throw new PermanentError('malformed: the data are not of the Avro schema of the message', 'malformed', {
      cause,
    })
  }
}

/** What this very process wrote, read without its contract. */
export function readOwnBody({ properties, body }: { properties: Options.Publish; body: Buffer }): Data {
  const codec = madeHere.get(String(properties.headers?.[fingerprintHeader]))
  return properties.contentType === avroContentType && codec ? codec.read(body) : readJson(body)
}

function readJson(content: Buffer): Data {
  try {
    const body: unknown = JSON.parse(content.toString('utf8'))
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Data
  } catch (cause) {
    throw new PermanentError('malformed: the body is not JSON', 'malformed', { cause })
  }
  throw new PermanentError('malformed: the body is not an object', 'malformed')
}

function codecOfMessage({ properties }: Properties, contract: AnyContract): AvroCodec {
  const fingerprint: unknown = properties.headers?.[fingerprintHeader]
  if (typeof fingerprint !== 'string')
    throw new PermanentError(`malformed: Avro without the header ${fingerprintHeader}`, 'malformed')
  const codec = avroOf(contract).known.get(fingerprint)
  if (!codec)
    throw new PermanentError(
      `unknown-version: no shape of ${contract.type} known here has the fingerprint ${fingerprint.slice(0, 64)}`,
      'unknown-version',
    )
  return codec
}

function readAvro(content: Buffer, codec: AvroCodec): Data {
  try {
    return codec.read(content)
  } catch (cause) {
    throw new PermanentError('malformed: the body is not of its Avro schema', 'malformed', { cause })
  }
}

interface AvroCodec {
  fingerprint: string
  schema: AvroSchema
  write(data: Data): Buffer
  read(bytes: Buffer): Data
}

interface AvroOfEvent {
  current: AvroCodec
  /** Those of the older versions too, by their fingerprints. */
  known: ReadonlyMap<string, AvroCodec>
}

const made = new WeakMap<AnyContract, AvroOfEvent>()
/** One for each event that this process writes or reads in Avro; the name of the event is part of the fingerprint. */
const madeHere = new Map<string, AvroCodec>()

function avroOf(contract: AnyContract): AvroOfEvent {
  const known = made.get(contract)
  if (known) return known
  const current = codecOf(contract.type, contract)
  const earlier = Object.values(contract.earlier).map((shape) => codecOf(contract.type, shape))
  const all = { current, known: new Map([...earlier, current].map((codec) => [codec.fingerprint, codec])) }
  made.set(contract, all)
  madeHere.set(current.fingerprint, current)
  return all
}

/** The Avro schema of an event and its fingerprint, for whoever reads it with other tools. */
export function avroSchemaOf(contract: AnyContract): Pick<AvroCodec, 'schema' | 'fingerprint'> {
  const { schema, fingerprint } = avroOf(contract).current
  return { schema, fingerprint }
}

/** A sealed field is text, whatever it was before it was closed. */
function codecOf(
  type: string,
  { jsonSchema, sealed }: Pick<AnyContract, 'jsonSchema' | 'sealed'>,
): AvroCodec {
  const properties = jsonSchema.properties as Record<string, Data>
  const closed = Object.fromEntries(
    sealed.map((name) => [name, { type: properties[name]?.type ?? 'string' }]),
  )
  const node = { ...jsonSchema, properties: { ...properties, ...closed } }
  const { schema, pack, unpack } = avroShapeOf(node, `eventflow.${type.replaceAll('-', '_')}`)
  const avro = Type.forSchema(schema as never, {
    wrapUnions: 'never',
    omitRecordMethods: true,
    registry: { long: exactLong() },
  })
  return {
    schema,
    fingerprint: avro.fingerprint('sha256').toString('hex'),
    write: (data) => avro.toBuffer(pack(data)),
    read: (bytes) => {
      assertBounded(schema, bytes)
      return unpack(avro.fromBuffer(bytes)) as Data
    },
  }
}

/** avsc leaves out the largest safe integer; beyond it the contract refuses. */
const exactLong = () =>
  types.LongType.__with({
    fromBuffer: (bytes: Buffer) => Number(bytes.readBigInt64LE()),
    toBuffer: (value: number) => {
      const bytes = Buffer.alloc(8)
      bytes.writeBigInt64LE(BigInt(value))
      return bytes
    },
    fromJSON: Number,
    toJSON: Number,
    isValid: Number.isSafeInteger,
    compare: (one: number, other: number) => Math.sign(one - other),
  })

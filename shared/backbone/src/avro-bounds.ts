// A look over the bytes of an Avro message before it is read: a few of them could claim more items than a memory holds.
import type { AvroSchema } from './avro-shape.js'

/** Throws when the bytes end before what they claim to hold. */
export function assertBounded(schema: AvroSchema, bytes: Buffer): void {
  passOver(schema, { bytes, at: 0 })
}

interface Cursor {
  readonly bytes: Buffer
  at: number
}

function passOver(schema: AvroSchema, cursor: Cursor): void {
  if (schema === 'boolean') advance(cursor, 1)
  else if (schema === 'double') advance(cursor, 8)
  else if (schema === 'long') readLong(cursor)
  else if (schema === 'string') advance(cursor, readLong(cursor))
  else if (schema !== 'null') passOverParts(schema, cursor)
}

function passOverParts(schema: Exclude<AvroSchema, string>, cursor: Cursor): void {
  if (!('type' in schema)) passOverBranch(schema, cursor)
  else if (schema.type === 'enum') readLong(cursor)
  else if (schema.type === 'array') passOverItems(cursor, () => passOver(schema.items, cursor))
  else if (schema.type === 'record') for (const field of schema.fields) passOver(field.type, cursor)
  else
    passOverItems(cursor, () => {
      advance(cursor, readLong(cursor))
      passOver(schema.values, cursor)
    })
}

function passOverBranch(branches: readonly AvroSchema[], cursor: Cursor): void {
  const branch = branches[readLong(cursor)]
  if (branch === undefined) throw new RangeError('no such branch')
  passOver(branch, cursor)
}

/** Blocks of items until an empty one; a negative count is followed by the size of its block. */
function passOverItems(cursor: Cursor, passItem: () => void): void {
  for (let count = readLong(cursor); count !== 0; count = readLong(cursor)) {
    if (count < 0) readLong(cursor)
    // Ends by the bytes when not by the count: there is no item without a byte.
    for (let item = Math.abs(count); item > 0; item--) passItem()
  }
}

function advance(cursor: Cursor, length: number): void {
  if (length < 0 || length > cursor.bytes.length - cursor.at) throw new RangeError('beyond the end')
  cursor.at += length
}

const longestVarint = 10

/** Exact as far as counts and lengths go that can be true. */
function readLong(cursor: Cursor): number {
  let sum = 0
  for (let read = 0, weight = 1; read < longestVarint; read++, weight *= 128) {
    const byte = cursor.bytes[cursor.at++]
    if (byte === undefined) throw new RangeError('beyond the end')
    sum += (byte & 0x7f) * weight
    if (byte < 0x80) return sum % 2 === 0 ? sum / 2 : -(sum + 1) / 2
  }
  throw new RangeError('a number without an end')
}

// A ZIP archive that is made while it is read: what goes in is packed piece by piece, and nothing of it is held.
import { Readable } from 'node:stream'
import { crc32, createDeflateRaw } from 'node:zlib'

export interface ZipEntry {
  name: string
  content: Readable
  at: Date
}

/** Names are UTF-8, and sums and sizes follow the data instead of preceding them. */
const flags = 0x0808
const deflated = 8
const version = 20

interface Packed {
  name: Buffer
  time: Buffer
  offset: number
  sums: Buffer
}

export const zipOf = (entries: AsyncIterable<ZipEntry>): Readable => Readable.from(pieces(entries))

async function* pieces(entries: AsyncIterable<ZipEntry>): AsyncGenerator<Buffer> {
  const packed: Packed[] = []
  let offset = 0
  const passed = (piece: Buffer) => {
    offset += piece.length
    return piece
  }
  for await (const { name: text, content, at } of entries) {
    const name = Buffer.from(text, 'utf8')
    const time = timeOf(at)
    const begin = offset
    yield passed(
      Buffer.concat([
        words(0x04034b50, [version, flags, deflated]),
        time,
        Buffer.alloc(12),
        lengthOf(name),
        name,
      ]),
    )
    const size = { crc: 0, packed: 0, unpacked: 0 }
    for await (const piece of packing(content, size)) yield passed(piece)
    const sums = longs([size.crc, size.packed, size.unpacked])
    yield passed(Buffer.concat([longs([0x08074b50]), sums]))
    packed.push({ name, time, offset: begin, sums })
  }
  yield Buffer.concat(closing(packed, offset))
}

async function* packing(content: Readable, size: { crc: number; packed: number; unpacked: number }) {
  const deflate = createDeflateRaw()
  content.on('error', (error) => deflate.destroy(error))
  content.on('data', (piece: Buffer) => {
    size.crc = crc32(piece, size.crc)
    size.unpacked += piece.length
  })
  for await (const piece of content.pipe(deflate)) {
    size.packed += (piece as Buffer).length
    yield piece as Buffer
  }
}

/** The directory of all entries, by which archives are read, and its place. */
function closing(packed: readonly Packed[], offset: number): Buffer[] {
  const directory = Buffer.concat(
    packed.map((entry) =>
      Buffer.concat([
        words(0x02014b50, [version, version, flags, deflated]),
        entry.time,
        entry.sums,
        lengthOf(entry.name),
        // No comment, one disk, a plain file.
        Buffer.alloc(10),
        longs([entry.offset]),
        entry.name,
      ]),
    ),
  )
  const count = packed.length
  return [
    directory,
    words(0x06054b50, [0, 0, count, count]),
    longs([directory.length, offset]),
    Buffer.alloc(2),
  ]
}

const longs = (values: readonly number[]): Buffer => {
  const buffer = Buffer.alloc(values.length * 4)
  for (const [index, value] of values.entries()) buffer.writeUInt32LE(value, index * 4)
  return buffer
}

function words(signature: number, values: readonly number[]): Buffer {
  const buffer = Buffer.alloc(values.length * 2)
  for (const [index, value] of values.entries()) buffer.writeUInt16LE(value, index * 2)
  return Buffer.concat([longs([signature]), buffer])
}

/** And of what may stand beside a name, which is nothing. */
function lengthOf(name: Buffer): Buffer {
  const buffer = Buffer.alloc(4)
  buffer.writeUInt16LE(name.length)
  return buffer
}

/** As MS-DOS wrote it, in steps of two seconds. */
function timeOf(at: Date): Buffer {
  const buffer = Buffer.alloc(4)
  buffer.writeUInt16LE((at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1), 0)
  buffer.writeUInt16LE(
    ((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate(),
    2,
  )
  return buffer
}

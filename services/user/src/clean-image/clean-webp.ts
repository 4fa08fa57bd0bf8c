// WebP: the picture and its transparency are kept; metadata, colour profiles and animations are not.
import { boundedSize, refuseImage, type Size } from './image.js'

const nameAt = (content: Buffer, at: number): string => content.toString('latin1', at, at + 4)

export const isWebp = (content: Buffer): boolean =>
  nameAt(content, 0) === 'RIFF' && nameAt(content, 8) === 'WEBP'

const alphaFlag = 0x10
const animationFlag = 0x02

interface Chunk {
  name: string
  data: Buffer
}

export function cleanWebp(content: Buffer): Buffer {
  const chunks = chunksOf(content)
  const one = (name: string) => chunks.find((chunk) => chunk.name === name)?.data
  const [extended, lossy, lossless, alpha] = [one('VP8X'), one('VP8 '), one('VP8L'), one('ALPH')]
  if (extended && (extended.readUInt8(0) & animationFlag) !== 0) throw refuseImage('The picture moves.')
  const size = lossy ? sizeOfLossy(lossy) : sizeOfLossless(lossless)
  boundedSize(size)
  // Without transparency beside it the plain form is all that is needed.
  if (!extended || !lossy || !alpha)
    return riff([lossy ? { name: 'VP8 ', data: lossy } : { name: 'VP8L', data: lossless ?? Buffer.alloc(0) }])
  return riff([
    { name: 'VP8X', data: extendedHead(size) },
    { name: 'ALPH', data: alpha },
    { name: 'VP8 ', data: lossy },
  ])
}

function chunksOf(content: Buffer): Chunk[] {
  const end = Math.min(content.length, 8 + content.readUInt32LE(4))
  const chunks: Chunk[] = []
  for (let at = 12; at + 8 <= end; ) {
    const length = content.readUInt32LE(at + 4)
    if (at + 8 + length > content.length) throw new RangeError('beyond the end')
    chunks.push({ name: nameAt(content, at), data: content.subarray(at + 8, at + 8 + length) })
    at += 8 + length + (length % 2)
  }
  return chunks
}

function sizeOfLossy(data: Buffer): Size {
  const isKeyFrame = (data.readUInt8(0) & 1) === 0
  if (!isKeyFrame || data.readUIntBE(3, 3) !== 0x9d012a) throw refuseImage('The WebP holds no picture.')
  return { width: data.readUInt16LE(6) & 0x3fff, height: data.readUInt16LE(8) & 0x3fff }
}

function sizeOfLossless(data: Buffer | undefined): Size {
  if (data?.readUInt8(0) !== 0x2f) throw refuseImage('The WebP holds no picture.')
  const bits = data.readUInt32LE(1)
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
}

function extendedHead({ width, height }: Size): Buffer {
  const head = Buffer.alloc(10)
  head.writeUInt8(alphaFlag, 0)
  head.writeUIntLE(width - 1, 4, 3)
  head.writeUIntLE(height - 1, 7, 3)
  return head
}

function riff(chunks: readonly Chunk[]): Buffer {
  const body = Buffer.concat(
    chunks.flatMap(({ name, data }) => [chunkHead(name, data), data, Buffer.alloc(data.length % 2)]),
  )
  const head = Buffer.alloc(12)
  head.write('RIFF', 0, 'latin1')
  head.writeUInt32LE(body.length + 4, 4)
  head.write('WEBP', 8, 'latin1')
  return Buffer.concat([head, body])
}

function chunkHead(name: string, { length }: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.write(name, 0, 'latin1')
  head.writeUInt32LE(length, 4)
  return head
}

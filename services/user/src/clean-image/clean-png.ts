// PNG: the chunks that make the picture are kept, all others left out, and its data are unpacked once to see that they are that picture.
import { crc32 } from 'node:zlib'
import { boundedSize, refuseImage, type Size } from './image.js'
import { unpackedLength } from './unpacked-length.js'

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

export const isPng = (content: Buffer): boolean => content.subarray(0, 8).equals(signature)

/** Text, times, profiles, animations and chunks of one's own are not among them. */
const kept = new Set(['IHDR', 'PLTE', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'sBIT', 'bKGD', 'pHYs', 'IDAT', 'IEND'])

interface Chunk {
  type: string
  data: Buffer
  whole: Buffer
}

export async function cleanPng(content: Buffer): Promise<Buffer> {
  const chunks = chunksOf(content)
  const [first] = chunks
  if (first?.type !== 'IHDR' || first.data.length !== 13) throw refuseImage('The PNG has no head.')
  const head = headOf(first.data)
  const packed = Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data))
  // Exactly as long as a picture of this size: not a bomb, and nothing hidden behind the picture.
  const wanted = dataLength(head)
  if ((await unpackedLength(packed, wanted)) !== wanted)
    throw refuseImage('The data of the PNG are not a picture of its size.')
  return Buffer.concat([signature, ...chunks.filter(({ type }) => kept.has(type)).map(({ whole }) => whole)])
}

/** Up to the end that the format has; what follows is no part of the picture. */
function chunksOf(content: Buffer): Chunk[] {
  const chunks: Chunk[] = []
  let at = signature.length
  for (;;) {
    const length = content.readUInt32BE(at)
    const end = at + 12 + length
    const checked = content.subarray(at + 4, end - 4)
    if (crc32(checked) !== content.readUInt32BE(end - 4)) throw refuseImage('The PNG is damaged.')
    const type = checked.toString('latin1', 0, 4)
    chunks.push({ type, data: checked.subarray(4), whole: content.subarray(at, end) })
    if (type === 'IEND') return chunks
    at = end
  }
}

interface Head extends Size {
  bitsPerPixel: number
  interlaced: boolean
}

/** Samples of a pixel by the kind of colour. */
const samples: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }

function headOf(data: Buffer): Head {
  const size = boundedSize({ width: data.readUInt32BE(0), height: data.readUInt32BE(4) })
  const [depth = 0, colour = 0, , , interlace = 0] = data.subarray(8)
  const bitsPerPixel = (samples[colour] ?? 0) * depth
  if (![1, 2, 4, 8, 16].includes(depth) || bitsPerPixel === 0 || interlace > 1)
    throw refuseImage('The head of the PNG makes no sense.')
  return { ...size, bitsPerPixel, interlaced: interlace === 1 }
}

/** Where each of the seven passes of an interlaced picture begins, and in which steps it goes on. */
const passes = [
  { x: 0, y: 0, dx: 8, dy: 8 },
  { x: 4, y: 0, dx: 8, dy: 8 },
  { x: 0, y: 4, dx: 4, dy: 8 },
  { x: 2, y: 0, dx: 4, dy: 4 },
  { x: 0, y: 2, dx: 2, dy: 4 },
  { x: 1, y: 0, dx: 2, dy: 2 },
  { x: 0, y: 1, dx: 1, dy: 2 },
]
const wholePicture = [{ x: 0, y: 0, dx: 1, dy: 1 }]

/** Each line of a pass has one byte more, which says how it was filtered. */
function dataLength({ width, height, bitsPerPixel, interlaced }: Head): number {
  return (interlaced ? passes : wholePicture).reduce((sum, { x, y, dx, dy }) => {
    const columns = Math.max(0, Math.ceil((width - x) / dx))
    const lines = Math.max(0, Math.ceil((height - y) / dy))
    return columns === 0 ? sum : sum + lines * (1 + Math.ceil((columns * bitsPerPixel) / 8))
  }, 0)
}

// JPEG: the segments that make the picture are kept; what cameras and programs write beside it (place, time, owner) is left out.
import { boundedSize, refuseImage } from './image.js'
import { orientationIn, orientationSegment } from './orientation.js'

export const isJpeg = (content: Buffer): boolean =>
  content.length > 3 && content.readUIntBE(0, 3) === 0xffd8ff

const marker = { start: 0xd8, end: 0xd9, scan: 0xda, app0: 0xe0, app1: 0xe1, app14: 0xee } as const
/** Tables for quantisation, Huffman and restarts, and heads of baseline, extended and progressive pictures. */
const kept = new Set([0xdb, 0xc4, 0xdd, 0xc0, 0xc1, 0xc2])
const heads = new Set([0xc0, 0xc1, 0xc2])
const adobeLength = 12
/** Each scan of a progressive picture costs whoever shows it as much as all of the picture. */
const scansAtMost = 100

/** A JFIF head without a preview, in which another picture, or anything, could stand. */
const plainHead = Buffer.from('ffe000104a46494600010100000100010000', 'hex')

export function cleanJpeg(content: Buffer): Buffer {
  const parts: Buffer[] = []
  const seen = { heads: 0, scans: 0, orientation: 1 }
  let at = 2
  for (;;) {
    // A marker may have any number of these in front of it.
    while (content.readUInt8(at + 1) === 0xff) at++
    const kind = markerAt(content, at)
    if (kind === marker.end) break
    const end = at + 2 + content.readUInt16BE(at + 2)
    const segment = whole(content, at, end)
    at = end
    if (heads.has(kind)) {
      seen.heads++
      boundedSize({ height: segment.readUInt16BE(5), width: segment.readUInt16BE(7) })
    }
    if (kind === marker.app1) seen.orientation = orientationIn(segment) ?? seen.orientation
    if (kept.has(kind) || (kind === marker.app14 && segment.length === adobeLength + 4)) parts.push(segment)
    if (kind !== marker.scan) continue
    at = endOfScan(content, end)
    parts.push(segment, content.subarray(end, at))
    if (++seen.scans > scansAtMost) throw refuseImage(`The JPEG has more than ${scansAtMost} scans.`)
  }
  if (seen.heads !== 1 || seen.scans === 0) throw refuseImage('The JPEG holds no picture.')
  const turned = seen.orientation === 1 ? [] : [orientationSegment(seen.orientation)]
  return Buffer.concat([
    Buffer.from([0xff, marker.start]),
    plainHead,
    ...turned,
    ...parts,
    Buffer.from([0xff, marker.end]),
  ])
}

function markerAt(content: Buffer, at: number): number {
  if (content.readUInt8(at) !== 0xff) throw refuseImage('The JPEG is damaged.')
  return content.readUInt8(at + 1)
}

function whole(content: Buffer, from: number, to: number): Buffer {
  if (to > content.length || to < from + 4) throw new RangeError('beyond the end')
  return content.subarray(from, to)
}

/** In the data of a scan a marker is told by what follows: not a zero, and not the number of a restart. */
function endOfScan(content: Buffer, from: number): number {
  for (let at = content.indexOf(0xff, from); at !== -1; at = content.indexOf(0xff, at + 1)) {
    const next = content.readUInt8(at + 1)
    if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at
  }
  throw new RangeError('beyond the end')
}

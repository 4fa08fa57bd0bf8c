// Which way up a photograph is: the one thing that is kept of what a camera writes beside it, else portraits would lie on their side.

const exifName = Buffer.from('Exif\0\0', 'latin1')
const orientationTag = 0x0112
const headLength = 4
const entryLength = 12

/** Undefined for a segment that says nothing of it, or nothing that can be read. */
export function orientationIn(segment: Buffer): number | undefined {
  const exif = segment.subarray(headLength)
  if (!exif.subarray(0, exifName.length).equals(exifName)) return undefined
  const tiff = exif.subarray(exifName.length)
  const little = tiff.toString('latin1', 0, 2) === 'II'
  const read16 = (at: number) => (little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at))
  const read32 = (at: number) => (little ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at))
  try {
    const list = read32(4)
    const entries = Array.from({ length: read16(list) }, (_, index) => list + 2 + index * entryLength)
    const found = entries.find((at) => read16(at) === orientationTag)
    const value = found === undefined ? 1 : read16(found + 8)
    return value >= 1 && value <= 8 ? value : undefined
  } catch {
    return undefined
  }
}

/** A segment that says this and nothing else. */
export function orientationSegment(orientation: number): Buffer {
  const segment = Buffer.from(
    'ffe10022457869660000' + '4d4d002a00000008' + '0001' + '011200030000000100000000' + '00000000',
    'hex',
  )
  segment.writeUInt16BE(orientation, 28)
  return segment
}

import assert from 'node:assert/strict'
import { crc32, deflateSync } from 'node:zlib'
import { CallerError } from '@eventflow/runtime'
import { cleanImage } from './clean-image.js'
import { orientationIn, orientationSegment } from './orientation.js'

const owner = 'GPS of the house of Ada'

const chunk = (type: string, data: Buffer): Buffer => {
  const head = Buffer.alloc(4)
  head.writeUInt32BE(data.length)
  const checked = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const tail = Buffer.alloc(4)
  tail.writeUInt32BE(crc32(checked))
  return Buffer.concat([head, checked, tail])
}

interface PngPlan {
  width?: number
  height?: number
  data?: Buffer
  interlace?: number
  extra?: Buffer[]
  trailer?: Buffer
}

/** Grey, eight bits a pixel. */
function png({
  width = 2,
  height = 3,
  data,
  interlace = 0,
  extra = [],
  trailer = Buffer.alloc(0),
}: PngPlan = {}): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 0, 0, 0, interlace], 8)
  const signature = Buffer.from('89504e470d0a1a0a', 'hex')
  const packed = data ?? deflateSync(Buffer.alloc((width + 1) * height))
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    ...extra,
    chunk('IDAT', packed),
    chunk('IEND', Buffer.alloc(0)),
    trailer,
  ])
}

const segment = (kind: number, data: Buffer): Buffer => {
  const head = Buffer.from([0xff, kind, 0, 0])
  head.writeUInt16BE(data.length + 2, 2)
  return Buffer.concat([head, data])
}

function jpeg({ width = 4, height = 4, extra = [] as Buffer[], trailer = Buffer.alloc(0) } = {}): Buffer {
  const frame = Buffer.alloc(9)
  frame.writeUInt8(8, 0)
  frame.writeUInt16BE(height, 1)
  frame.writeUInt16BE(width, 3)
  const scan = Buffer.concat([segment(0xda, Buffer.alloc(6)), Buffer.from([1, 2, 0xff, 0, 3, 0xff, 0xd1, 4])])
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    ...extra,
    segment(0xc0, frame),
    scan,
    Buffer.from([0xff, 0xd9]),
    trailer,
  ])
}

const riffChunk = (name: string, data: Buffer): Buffer => {
  const head = Buffer.alloc(8)
  head.write(name, 'latin1')
  head.writeUInt32LE(data.length, 4)
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)])
}

function webp(...chunks: Buffer[]): Buffer {
  const body = Buffer.concat([Buffer.from('WEBP'), ...chunks])
  const head = Buffer.alloc(8)
  head.write('RIFF', 'latin1')
  head.writeUInt32LE(body.length, 4)
  return Buffer.concat([head, body])
}

const lossless = (side = 5) => {
  const data = Buffer.alloc(9)
  data.writeUInt8(0x2f)
  data.writeUInt32LE((side - 1) | ((side - 1) << 14), 1)
  return riffChunk('VP8L', data)
}

const refused = async (content: Buffer, said: string, why: RegExp) =>
  assert.rejects(cleanImage(content, said), (error: unknown) => {
    assert.ok(error instanceof CallerError, String(error))
    assert.equal(error.code, 'AVATAR_REFUSED')
    assert.match(error.message, why)
    return true
  })

describe('a PNG', () => {
  it('keeps its picture and loses text, times, animation and whatever comes behind its end', async () => {
    const extra = [chunk('tEXt', Buffer.from(`Comment\0${owner}`)), chunk('eXIf', Buffer.from(owner))]
    const trailer = Buffer.from('<html><script>alert(1)</script></html>')
    const { type, content } = await cleanImage(png({ extra, trailer }), 'image/png')
    assert.equal(type, 'image/png')
    assert.deepEqual(content, png())
    assert.ok(!content.includes(owner) && !content.includes('script'))
  })

  it('may be interlaced', async () => {
    // Of two by three pixels there are the first, the fifth, the sixth and the last of the seven passes.
    const data = deflateSync(Buffer.alloc(2 + 2 + 4 + 3))
    await cleanImage(png({ interlace: 1, data }), 'image/png')
    await refused(png({ interlace: 1 }), 'image/png', /not a picture of its size/)
  })

  it('is refused as a bomb: a claim of any size, or data that become more than its picture', async () => {
    await refused(
      png({ width: 60_000, height: 60_000, data: deflateSync(Buffer.alloc(9)) }),
      'image/png',
      /60000 x 60000/,
    )
    await refused(
      png({ data: deflateSync(Buffer.alloc(50_000_000)) }),
      'image/png',
      /not a picture of its size/,
    )
  })

  it('is refused when something hides behind its data, when they end early, or when a checksum is wrong', async () => {
    const packed = deflateSync(Buffer.alloc(9))
    await refused(png({ data: Buffer.concat([packed, Buffer.from(owner)]) }), 'image/png', /not a picture/)
    await refused(png({ data: packed.subarray(0, 5) }), 'image/png', /not a picture/)
    const damaged = png()
    damaged.writeUInt8(9, 20)
    await refused(damaged, 'image/png', /damaged/)
    await refused(png().subarray(0, 50), 'image/png', /not whole|damaged/)
  })
})

describe('a JPEG', () => {
  it('keeps its picture and loses what the camera wrote, previews, comments and what comes behind its end', async () => {
    const extra = [
      segment(0xe1, Buffer.from(`Exif\0\0${owner}`)),
      segment(0xed, Buffer.from(owner)),
      segment(0xfe, Buffer.from(owner)),
    ]
    const { content } = await cleanImage(jpeg({ extra, trailer: Buffer.from(`PK${owner}`) }), 'image/jpeg')
    assert.ok(!content.includes(owner))
    assert.deepEqual(content, (await cleanImage(jpeg(), 'image/jpeg')).content)
    assert.deepEqual((await cleanImage(content, 'image/jpeg')).content, content)
  })

  it('stays the right way up', async () => {
    const { content } = await cleanImage(jpeg({ extra: [orientationSegment(6)] }), 'image/jpeg')
    const at = content.indexOf('Exif')
    assert.equal(orientationIn(content.subarray(at - 4)), 6)
  })

  it('is refused when it is too large, has no picture, two of them, or no end', async () => {
    await refused(jpeg({ width: 5_000 }), 'image/jpeg', /5000 x 4/)
    await refused(Buffer.from([0xff, 0xd8, 0xff, 0xd9]), 'image/jpeg', /no picture/)
    const frame = jpeg().subarray(2, 15)
    await refused(jpeg({ extra: [frame] }), 'image/jpeg', /no picture/)
    await refused(jpeg().subarray(0, -2), 'image/jpeg', /not whole/)
  })
})

describe('a WebP', () => {
  it('keeps its picture and loses metadata', async () => {
    const head = Buffer.alloc(10)
    head.writeUInt8(0x0c)
    const content = webp(riffChunk('VP8X', head), lossless(), riffChunk('EXIF', Buffer.from(owner)))
    assert.deepEqual((await cleanImage(content, 'image/webp')).content, webp(lossless()))
  })

  it('is refused when it moves, is too large, or holds no picture', async () => {
    const moving = Buffer.alloc(10)
    moving.writeUInt8(0x02)
    await refused(webp(riffChunk('VP8X', moving), lossless()), 'image/webp', /moves/)
    await refused(webp(lossless(5_000)), 'image/webp', /5000 x 5000/)
    await refused(webp(riffChunk('ICCP', Buffer.from(owner))), 'image/webp', /no picture/)
  })
})

describe('what is no picture', () => {
  it('is refused whatever it is called: SVG, HTML, GIF, nothing', async () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')
    for (const content of [svg, Buffer.from('<html>'), Buffer.from('GIF89a'), Buffer.alloc(0)])
      for (const said of ['image/png', 'image/jpeg', 'image/webp']) await refused(content, said, /neither/)
  })

  it('is refused when it is another kind than was said', async () => {
    await refused(png(), 'image/jpeg', /image\/png and was sent as image\/jpeg/)
  })
})

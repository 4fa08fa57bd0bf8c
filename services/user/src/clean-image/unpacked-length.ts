// How long packed data become, without the memory that they would take.
import { createInflate } from 'node:zlib'

/** Minus one for data that do not unpack, that become longer than wanted, or that go on behind their end. */
export function unpackedLength(packed: Buffer, wanted: number): Promise<number> {
  const inflate = createInflate()
  let length = 0
  return new Promise((resolve) => {
    const over = (result: number) => {
      resolve(result)
      inflate.destroy()
    }
    inflate.on('error', () => over(-1))
    inflate.on('end', () => over(inflate.bytesWritten === packed.length ? length : -1))
    inflate.on('data', (part: Buffer) => {
      length += part.length
      if (length > wanted) over(-1)
    })
    inflate.end(packed)
  })
}

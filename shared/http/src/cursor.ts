// Cursors of lists: opaque, signed, and good only for the list and the filters they were given out for.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { BadCursor } from './errors.js'

export interface Cursors {
  /** `list` names the list with its filters and its owner; `position` is what the next page continues from. */
  write(list: unknown, position: unknown): string
  /** Throws BadCursor for one that was made up, altered, or given out for another list. */
  read(list: unknown, cursor: string): unknown
}

const signatureBytes = 16
const longestCursor = 1_024

export function createCursors(key: Buffer): Cursors {
  const sign = (list: unknown, body: string) =>
    createHmac('sha256', key)
      .update(JSON.stringify(list))
      .update('\n')
      .update(body)
      .digest()
      .subarray(0, signatureBytes)
  return {
    write(list, position) {
      const body = JSON.stringify(position)
      return Buffer.concat([sign(list, body), Buffer.from(body)]).toString('base64url')
    },
    read(list, cursor) {
      const bytes = Buffer.from(cursor.slice(0, longestCursor), 'base64url')
      // Decoding passes over what does not belong there; a cursor that is not what was given out is not ours.
      if (bytes.toString('base64url') !== cursor) throw BadCursor()
      const body = bytes.subarray(signatureBytes).toString()
      const signature = bytes.subarray(0, signatureBytes)
      if (signature.length !== signatureBytes || !timingSafeEqual(signature, sign(list, body)))
        throw BadCursor()
      return JSON.parse(body) as unknown
    },
  }
}

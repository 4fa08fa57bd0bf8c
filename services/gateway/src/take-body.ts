// Takes the body of a request within its bound: a small one whole, so that it can be sent to another instance, a large one as it comes.
import type { IncomingMessage } from 'node:http'
import { BodyTooLarge } from '@eventflow/http'

/** Nothing, all of it, or a stream that can be sent only once. */
export type TakenBody = Buffer | null | AsyncIterable<Buffer>

const smallBytes = 65_536

export function takeBody(request: IncomingMessage, limitBytes: number): TakenBody | Promise<TakenBody> {
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers
  if (encoding !== undefined) return metered(request, limitBytes)
  const bytes = Number(length ?? 0)
  if (bytes === 0) return null
  if (bytes > limitBytes) throw BodyTooLarge()
  return bytes <= smallBytes ? whole(request) : metered(request, limitBytes)
}

export const isSentOnce = (body: TakenBody): boolean => body !== null && !Buffer.isBuffer(body)

function whole(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => void parts.push(part))
    request.once('end', () => resolve(parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts)))
    request.once('error', reject)
    request.once('close', () => reject(new Error('the request ended early')))
  })
}

async function* metered(request: IncomingMessage, limitBytes: number): AsyncGenerator<Buffer> {
  let bytes = 0
  try {
    // Destroying what is left would destroy the connection, and with it the refusal: ours, or that of the service.
    for await (const part of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      bytes += part.length
      if (bytes > limitBytes) throw BodyTooLarge()
      yield part
    }
  } finally {
    request.resume()
  }
}

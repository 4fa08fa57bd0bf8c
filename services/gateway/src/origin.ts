// Where a call comes from, as far as the connection and the proxies in front tell that are believed.
import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'

export interface Origin {
  address: string
  protocol: 'http' | 'https'
}

/** Each trusted proxy added one address at the end; everything before those was written by whoever wanted to. */
export function originOf({ headers, socket }: IncomingMessage, trustedHops: number): Origin {
  const direct = socket.remoteAddress ?? ''
  if (trustedHops === 0) return { address: direct, protocol: 'http' }
  const told = headers['x-forwarded-for']
  const hops = [...(typeof told === 'string' ? told.split(',') : []), direct].map((hop) => hop.trim())
  const address = hops.at(-1 - Math.min(trustedHops, hops.length - 1)) ?? direct
  return {
    address: isIP(address) === 0 ? direct : address,
    protocol: headers['x-forwarded-proto'] === 'https' ? 'https' : 'http',
  }
}

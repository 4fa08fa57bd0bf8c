// Calls to web addresses that strangers have named: never into our own network, never further than asked, within bounds.
import { lookup } from 'node:dns/promises'
import { type IncomingHttpHeaders, request as requestHttp } from 'node:http'
import { type RequestOptions, request as requestHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { addressProblem } from './outbound-address.js'
import { isPublicAddress } from './public-address.js'

export interface OutboundCall {
  url: string
  method: 'POST'
  headers: Readonly<Record<string, string | number>>
  body: string | Buffer
}

/** What came back; a redirect is an answer like any other and is not followed. */
export interface OutboundAnswer {
  status: number
  headers: IncomingHttpHeaders
  /** As much of it as is kept; the rest was not read. */
  body: Buffer
}

export interface Outbound {
  /** Rejects with an OutboundFailure when there is no answer. */
  call(call: OutboundCall): Promise<OutboundAnswer>
}

export interface OutboundConfig {
  /** Plain HTTP and addresses inside: for development alone. */
  allowPrivate: boolean
  answerWithinMs: number
  answerBytesAtMost: number
}

interface FoundAddress {
  address: string
  family: number
}

/** Everything that a name stands for just now. */
export type LookUp = (hostname: string) => Promise<readonly FoundAddress[]>

/** `refused`: not called, since it leads inside or is no such address. The reason is a code of ours, never what was said. */
export class OutboundFailure extends Error {
  constructor(
    readonly kind: 'refused' | 'failed',
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`outbound call ${kind}: ${reason}`, options)
    this.name = 'OutboundFailure'
  }
}

const headerBytesAtMost = 16_384

const everyAddressOf: LookUp = (hostname) => lookup(hostname, { all: true })

export function openOutbound(config: OutboundConfig, lookUp: LookUp = everyAddressOf): Outbound {
  return {
    call: async (call) => {
      // One limit for all of it: a name server that is silent, a door that is closed, an answer without an end.
      const signal = AbortSignal.timeout(config.answerWithinMs)
      const problem = addressProblem(call.url, config)
      if (problem) throw new OutboundFailure('refused', problem)
      const url = new URL(call.url)
      const found = await beforeEnd(signal, addressesOf(url.hostname, lookUp))
      if (!config.allowPrivate && !found.every(({ address }) => isPublicAddress(address)))
        throw new OutboundFailure('refused', 'not-public')
      return exchange(url, call, { signal, lookup: only(found), bytesAtMost: config.answerBytesAtMost })
    },
  }
}

async function addressesOf(hostname: string, lookUp: LookUp): Promise<readonly FoundAddress[]> {
  const host = hostname.replace(/^\[|\]$/g, '')
  const family = isIP(host)
  const found = family === 0 ? await lookUp(host).catch(failed) : [{ address: host, family }]
  if (found.length === 0) throw new OutboundFailure('failed', 'ENOTFOUND')
  return found
}

/** The name is not looked up again for the connection: a second answer could be another one than what was checked. */
const only =
  (found: readonly FoundAddress[]): LookupFunction =>
  (_hostname, { all }, done) => {
    const [first] = found
    if (all || !first) done(null, [...found])
    else done(null, first.address, first.family)
  }

interface Bounds {
  signal: AbortSignal
  lookup: LookupFunction
  bytesAtMost: number
}

function exchange(url: URL, call: OutboundCall, bounds: Bounds): Promise<OutboundAnswer> {
  const options: RequestOptions = {
    method: call.method,
    headers: { ...call.headers, 'content-length': Buffer.byteLength(call.body) },
    // No connection is kept: the next call looks up and checks for itself.
    agent: false,
    maxHeaderSize: headerBytesAtMost,
    signal: bounds.signal,
    lookup: bounds.lookup,
  }
  return new Promise((resolve, reject) => {
    const request = url.protocol === 'https:' ? requestHttps(url, options) : requestHttp(url, options)
    const fail = (error: unknown) => reject(failureOf(error))
    request.on('error', fail)
    request.on('response', (response) => {
      firstBytesOf(response, bounds.bytesAtMost).then((body) => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body })
        request.destroy()
      }, fail)
    })
    request.end(call.body)
  })
}

async function firstBytesOf(response: AsyncIterable<Buffer>, bytesAtMost: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of response) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes >= bytesAtMost) break
  }
  return Buffer.concat(chunks).subarray(0, bytesAtMost)
}

function beforeEnd<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new OutboundFailure('failed', 'ETIMEDOUT')), { once: true })
    work.then(resolve, reject)
  })
}

const failed = (error: unknown): never => {
  throw failureOf(error)
}

function failureOf(error: unknown): OutboundFailure {
  const { name, code } = error as { name?: string; code?: unknown }
  const reason = name === 'AbortError' || name === 'TimeoutError' ? 'ETIMEDOUT' : String(code ?? 'unknown')
  return new OutboundFailure('failed', reason.slice(0, 60), { cause: error })
}

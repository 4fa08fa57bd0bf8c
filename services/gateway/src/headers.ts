// Which headers pass the gateway, in both directions: lists of what passes, so that a header nobody thought of cannot pretend to be ours.
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { currentContext, traceHeaders } from '@eventflow/runtime'
import type { Origin } from './origin.js'
import type { GatewayRoute } from './table-row.js'

const requestHeaders = [
  'accept',
  'accept-encoding',
  'accept-language',
  'authorization',
  'content-encoding',
  'content-language',
  'content-length',
  'content-type',
  'idempotency-key',
  'if-match',
  'if-none-match',
  'last-event-id',
  'prefer',
  'range',
  'sync-token',
  'tracestate',
  'user-agent',
  'x-api-key',
  'x-erasure-token',
]

const answerHeaders = new Set([
  'accept-ranges',
  'allow',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-length',
  'content-range',
  'content-type',
  'deprecation',
  'etag',
  'expires',
  'idempotency-replayed',
  'last-modified',
  'link',
  'location',
  'pragma',
  'preference-applied',
  'retry-after',
  'sunset',
  'sync-lag',
  'sync-token',
  'vary',
  'www-authenticate',
])

/** As a flat list of names and values, which undici need not take apart. */
export function headersForUpstream(request: IncomingMessage, { address, protocol }: Origin): string[] {
  const { headers } = request
  const list: string[] = []
  for (const name of requestHeaders) {
    const value = headers[name]
    if (typeof value === 'string') list.push(name, value)
  }
  list.push('x-forwarded-for', address, 'x-forwarded-proto', protocol)
  list.push('x-request-id', currentContext()?.requestId ?? '')
  const { traceparent } = traceHeaders()
  if (traceparent !== undefined) list.push('traceparent', traceparent)
  return list
}

type Answered = Readonly<Record<string, string | string[] | undefined>> | IncomingHttpHeaders

/** Adds to `list` what passes of an answer. */
export function passBack(list: string[], headers: Answered, cache: GatewayRoute['cache']): void {
  for (const name in headers) {
    const value = headers[name]
    if (!answerHeaders.has(name)) continue
    if (typeof value === 'string') list.push(name, value)
    else if (Array.isArray(value)) for (const one of value) list.push(name, one)
  }
  const said = headers['cache-control']
  const keep = cacheControl(typeof said === 'string' ? said : undefined, cache)
  if (keep !== undefined) list.push('cache-control', keep)
}

/** A service may be stricter than the table, never laxer. */
function cacheControl(said: string | undefined, cache: GatewayRoute['cache']): string | undefined {
  if (cache === 'no-store') return cache
  if (cache === 'as-answered') return said
  return said !== undefined && /\b(private|no-store)\b/.test(said) ? said : 'private, no-cache'
}

// Which headers pass the gateway, in both directions.
import { currentContext, traceHeaders } from '@eventflow/runtime'
import type { Request } from 'express'

/** A list of what passes and not of what does not: a header nobody thought of cannot pretend to be ours. */
const requestHeaders = [
  'accept',
  'accept-encoding',
  'accept-language',
  'authorization',
  'content-encoding',
  'content-length',
  'content-type',
  'idempotency-key',
  'if-match',
  'if-none-match',
  'last-event-id',
  'prefer',
  'sync-token',
  'tracestate',
  'user-agent',
  'x-api-key',
]

/** Headers about one connection (RFC 9110, 7.6.1), and those that the gateway answers for itself. */
const notPassedBack = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'server',
  'x-powered-by',
  'x-request-id',
  'traceparent',
  'x-content-type-options',
])

export function headersForUpstream(request: Request): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const name of requestHeaders) {
    const value = request.headers[name]
    if (typeof value === 'string') headers[name] = value
  }
  headers['x-forwarded-for'] = request.ip ?? ''
  headers['x-forwarded-proto'] = request.protocol
  headers['x-request-id'] = currentContext()?.requestId ?? ''
  return { ...headers, ...traceHeaders() }
}

export function headersForCaller(
  headers: Record<string, string | string[] | undefined>,
): Array<[string, string | string[]]> {
  return Object.entries(headers).filter(
    (entry): entry is [string, string | string[]] =>
      entry[1] !== undefined && !notPassedBack.has(entry[0].toLowerCase()),
  )
}

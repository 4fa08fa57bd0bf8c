// Passes a request on and its answer back, both as streams: the gateway holds no body.
import { pipeline } from 'node:stream/promises'
import { isUnavailable, type Logger } from '@eventflow/runtime'
import type { Request, Response } from 'express'
import { type Dispatcher, errors } from 'undici'
import { headersForCaller, headersForUpstream } from './headers.js'
import { type Upstreams, UpstreamUnavailable } from './upstreams.js'

interface Forwarding {
  upstreams: Upstreams
  service: string
  logger: Logger
}

/** Throws UpstreamUnavailable as long as nothing was sent back; after that a broken answer ends as a broken connection. */
export async function forward(
  { upstreams, service, logger }: Forwarding,
  request: Request,
  response: Response,
): Promise<void> {
  const abort = new AbortController()
  response.once('close', () => abort.abort())
  const answer = await ask(upstreams, service, { request, signal: abort.signal })
  response.statusCode = answer.statusCode
  for (const [name, value] of headersForCaller(answer.headers)) response.setHeader(name, value)
  try {
    await pipeline(answer.body, response)
  } catch (error) {
    if (!abort.signal.aborted)
      logger.warn('an answer broke off', { service, error: (error as Error).message })
  }
}

async function ask(
  upstreams: Upstreams,
  service: string,
  { request, signal }: { request: Request; signal: AbortSignal },
): Promise<Dispatcher.ResponseData> {
  const hasBody =
    request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0
  try {
    return await upstreams.pool(service).request({
      path: request.originalUrl,
      method: request.method as Dispatcher.HttpMethod,
      headers: headersForUpstream(request),
      body: hasBody ? request : null,
      signal,
    })
  } catch (error) {
    if (error instanceof errors.UndiciError || isUnavailable(error))
      throw UpstreamUnavailable({ retryAfterSeconds: 1 })
    throw error
  }
}

// Errors as problem+json (RFC 9457): a stable code for programs, a sentence for people, nothing about our insides.
import { CallerError, currentContext, isUnavailable, type Logger } from '@eventflow/runtime'
import type { Response } from 'express'
import { send } from './answer.js'
import {
  BadRequest,
  BodyTooLarge,
  InternalError,
  MalformedBody,
  Unavailable,
  UnsupportedMediaType,
} from './errors.js'

/** What the body parser throws, by its own type, in our words. */
const parserErrors = new Map<unknown, () => CallerError>(
  Object.entries({
    'entity.parse.failed': () => MalformedBody({ detail: 'The body is not valid JSON.' }),
    'entity.too.large': () => BodyTooLarge(),
    'parameters.too.many': () => BodyTooLarge({ detail: 'The form has too many fields.' }),
    'encoding.unsupported': () => UnsupportedMediaType({ detail: 'This content encoding is not read here.' }),
    'charset.unsupported': () => UnsupportedMediaType({ detail: 'The body is read as UTF-8.' }),
    'entity.verify.failed': () => MalformedBody({ detail: 'The body is not UTF-8.' }),
    'request.aborted': () => MalformedBody({ detail: 'The body ended early.' }),
    'request.size.invalid': () => MalformedBody({ detail: 'The body is not as long as announced.' }),
  }),
)

/** Every error as one that may be shown. Ours become 500 or 503, and keep their story for the log. */
export function presentable(error: unknown): CallerError {
  if (error instanceof CallerError) return error
  const { type, status } = (error ?? {}) as { type?: unknown; status?: unknown }
  const parser = parserErrors.get(type)
  if (parser) return parser()
  if (error instanceof URIError) return BadRequest({ detail: 'The address is not well formed.' })
  // Whatever else the body parser finds, such as a broken compression.
  if (status === 400 && error instanceof Error) return MalformedBody()
  return isUnavailable(error) ? Unavailable({ retryAfterSeconds: 1 }) : InternalError()
}

/** An error in the form that goes out. */
export interface ToldError {
  status: number
  body: Record<string, unknown>
  contentType: string
  headers?: Record<string, string>
}

export const asProblem = (error: CallerError): ToldError => ({
  status: error.status,
  body: problemOf(error),
  contentType: 'application/problem+json',
})

/** A type that the world has a name for; all others are ours. */
const knownTypes = new Map([
  ['RATE_LIMITED', 'https://iana.org/assignments/http-problem-types#quota-exceeded'],
])

export function problemOf(error: CallerError): Record<string, unknown> {
  return {
    type:
      knownTypes.get(error.code) ?? `urn:eventflow:problem:${error.code.toLowerCase().replaceAll('_', '-')}`,
    title: error.title,
    status: error.status,
    detail: error.facts.detail ?? error.title,
    code: error.code,
    requestId: currentContext()?.requestId,
    ...(error.facts.errors === undefined ? {} : { errors: error.facts.errors }),
  }
}

export const sendProblem = (response: Response, error: unknown, logger: Logger): void =>
  sendError(response, error, { logger, told: asProblem })

/** The same for every form: what is logged, what may be shown, and when to come back. */
export function sendError(
  response: Response,
  error: unknown,
  { logger, told }: { logger: Logger; told: (error: CallerError) => ToldError },
): void {
  const shown = presentable(error)
  if (shown.status >= 500) logger.error('a request failed', { error })
  const { retryAfterSeconds, headers } = shown.facts
  const { status, body, contentType, headers: ofForm } = told(shown)
  send(
    response,
    {
      status,
      body,
      headers: {
        'cache-control': 'no-store',
        ...ofForm,
        ...headers,
        ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
      },
    },
    contentType,
  )
}

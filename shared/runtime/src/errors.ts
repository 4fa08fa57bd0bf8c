// A caller's mistake as a value with a stable code: what the HTTP edge turns into problem+json.

/** One field that breaks a rule; `pointer` is a JSON pointer into the body or the name of a parameter. */
export interface FieldProblem {
  pointer: string
  code: string
  detail: string
}

export interface ErrorFacts {
  detail?: string
  errors?: FieldProblem[]
  /** Seconds after which trying again makes sense; becomes `Retry-After`. */
  retryAfterSeconds?: number
  headers?: Record<string, string>
}

export class CallerError extends Error {
  readonly code: string
  readonly title: string
  readonly status: number

  constructor(
    { code, title, status }: Pick<ErrorKind, 'code' | 'title' | 'status'>,
    readonly facts: ErrorFacts,
  ) {
    super(facts.detail ?? title)
    this.name = 'CallerError'
    this.code = code
    this.title = title
    this.status = status
  }
}

export interface ErrorKind {
  (facts?: ErrorFacts): CallerError
  readonly code: string
  readonly title: string
  readonly status: number
}

/** Declares an error of a service's table: `throw ProfileNotFound()`. The code is part of the API and never changes. */
export function createError(code: string, title: string, status: number): ErrorKind {
  const described = { code, title, status }
  return Object.assign((facts: ErrorFacts = {}) => new CallerError(described, facts), described)
}

const unavailableCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  '57P01',
  '57P02',
  '57P03',
  '53300',
  '08000',
  '08003',
  '08006',
  'CONNECTION_CLOSED',
])
const unavailableNames = new Set([
  'ClientOfflineError',
  'ClientClosedError',
  'SocketClosedUnexpectedlyError',
  'TimeoutError',
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoNotConnectedError',
  'MongoPoolClearedError',
  'MongoServerSelectionError',
])
const unavailableText =
  /Connection terminated|connection error and is not queryable|timeout exceeded when trying to connect|the database system is/
const causesAtMost = 8

/** True for an error that means "a database, cache or broker is away just now", false for a fault of ours. */
export function isUnavailable(error: unknown): boolean {
  let at = error
  for (let depth = 0; depth < causesAtMost && at instanceof Error; depth++) {
    if (saysUnavailable(at)) return true
    at = at.cause
  }
  return false
}

function saysUnavailable(error: Error): boolean {
  const { code } = error as { code?: unknown }
  if (typeof code === 'string' && unavailableCodes.has(code)) return true
  if (unavailableNames.has(error.name) || unavailableNames.has(error.constructor.name)) return true
  return unavailableText.test(error.message)
}

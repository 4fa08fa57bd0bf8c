// The errors that every service can answer with; the codes are part of the API.
import { createError } from '@eventflow/runtime'

export const MalformedBody = createError('MALFORMED_BODY', 'The body cannot be read.', 400)
export const BodyTooDeep = createError('BODY_TOO_DEEP', 'The body is nested too deeply.', 400)
export const BadCursor = createError('BAD_CURSOR', 'The cursor does not belong to this list.', 400)
export const BadSyncToken = createError('BAD_SYNC_TOKEN', 'The Sync-Token cannot be read.', 400)
export const BadRequest = createError('BAD_REQUEST', 'The request cannot be understood.', 400)
export const IdempotencyKeyRequired = createError(
  'IDEMPOTENCY_KEY_REQUIRED',
  'This call wants an Idempotency-Key.',
  400,
)
export const IdempotencyKeyInvalid = createError(
  'IDEMPOTENCY_KEY_INVALID',
  'An Idempotency-Key has 1 to 255 printable characters.',
  400,
)
export const Unauthenticated = createError('UNAUTHENTICATED', 'A valid access token is needed.', 401)
export const Forbidden = createError('FORBIDDEN', 'Your role does not allow this.', 403)
export const ReauthenticationRequired = createError(
  'REAUTHENTICATION_REQUIRED',
  'Give your password again before you do this.',
  403,
)
export const NotFound = createError('NOT_FOUND', 'There is nothing here.', 404)
export const MethodNotAllowed = createError(
  'METHOD_NOT_ALLOWED',
  'This address does not know the method.',
  405,
)
export const IdempotencyKeyInUse = createError(
  'IDEMPOTENCY_KEY_IN_USE',
  'A call with this Idempotency-Key is still running.',
  409,
)
export const Stale = createError('STALE', 'It has changed since you read it.', 412)
export const BodyTooLarge = createError('BODY_TOO_LARGE', 'The body is too large.', 413)
export const UnsupportedMediaType = createError(
  'UNSUPPORTED_MEDIA_TYPE',
  'This content type is not read here.',
  415,
)
export const InvalidRequest = createError('INVALID_REQUEST', 'Some fields break a rule.', 422)
export const IdempotencyKeyReused = createError(
  'IDEMPOTENCY_KEY_REUSED',
  'This Idempotency-Key was used with another request.',
  422,
)
export const PreconditionRequired = createError(
  'PRECONDITION_REQUIRED',
  'Say with If-Match what you have read.',
  428,
)
export const RateLimited = createError('RATE_LIMITED', 'Too many requests.', 429)
export const InternalError = createError('INTERNAL_ERROR', 'Something went wrong on our side.', 500)
export const Unavailable = createError(
  'UNAVAILABLE',
  'A part that is needed for this does not answer just now.',
  503,
)
export const TooSlow = createError('TOO_SLOW', 'The answer took too long.', 503)

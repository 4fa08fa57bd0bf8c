// What the auth service refuses, by code.
import { createError } from '@eventflow/runtime'

export const EmailTaken = createError('EMAIL_TAKEN', 'There is an account with this address.', 409)
export const WeakPassword = createError('WEAK_PASSWORD', 'This password is too easy to guess.', 422)
export const InvalidCredentials = createError(
  'INVALID_CREDENTIALS',
  'The address or the password is wrong.',
  401,
)
export const TooManyAttempts = createError(
  'TOO_MANY_ATTEMPTS',
  'Too many wrong passwords: wait before you try again.',
  429,
)
export const InvalidRefreshToken = createError(
  'INVALID_REFRESH_TOKEN',
  'The refresh token is not valid any more.',
  401,
)
export const SessionCompromised = createError(
  'SESSION_COMPROMISED',
  'The refresh token was used before: the session has ended, sign in again.',
  401,
)
export const TooManyLogins = createError(
  'TOO_MANY_LOGINS',
  'Too many people are signing in at this moment.',
  503,
)
export const InvalidToken = createError(
  'INVALID_TOKEN',
  'This token is not valid: it was used, it is too old, or it never was one.',
  422,
)

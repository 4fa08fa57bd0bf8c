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

export const TooManyGuesses = createError(
  'TOO_MANY_GUESSES',
  'Too many wrong tries: wait before the next.',
  429,
)

export const OtpRequired = createError('OTP_REQUIRED', 'A one-time password is needed as well.', 401)
export const InvalidOtp = createError(
  'INVALID_OTP',
  'This one-time password is not good, or not any more.',
  401,
)
export const WrongOtp = createError('WRONG_OTP', 'The app shows another code: the secret is not set up.', 422)
export const OtpAlreadyThere = createError(
  'OTP_ALREADY_THERE',
  'There is a second factor: remove it first.',
  409,
)
export const OtpNotEnrolled = createError('OTP_NOT_ENROLLED', 'No second factor waits to be confirmed.', 409)

export const UserNotFound = createError('USER_NOT_FOUND', 'There is no such user.', 404)
export const OwnAccount = createError(
  'OWN_ACCOUNT',
  'Nobody changes rights of their own: ask another admin.',
  409,
)
export const LastAdmin = createError('LAST_ADMIN', 'This is the last admin: make another one first.', 409)

// The words of RFC 6749 are the codes of these in lower case.
export const InvalidClient = createError(
  'INVALID_CLIENT',
  'The client is not known by these credentials.',
  401,
)
export const InvalidGrant = createError('INVALID_GRANT', 'The refresh token is not valid any more.', 400)
export const InvalidScope = createError('INVALID_SCOPE', 'The client does not have all of these scopes.', 400)
export const UnauthorizedClient = createError(
  'UNAUTHORIZED_CLIENT',
  'The token belongs to another client.',
  400,
)
export const UnsupportedGrantType = createError(
  'UNSUPPORTED_GRANT_TYPE',
  'Tokens are issued for client_credentials and refresh_token.',
  400,
)
export const ClientNotFound = createError('CLIENT_NOT_FOUND', 'There is no such client.', 404)

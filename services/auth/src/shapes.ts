// The shapes of answers that several routes of this service share.
import { emailAddress, flag, instant, integer, listOf, oneOf, record, text, uuid } from '@eventflow/contracts'
import { roles } from '@eventflow/http'

export const userShape = record({
  id: uuid(),
  email: emailAddress(),
  name: text(100),
  roles: listOf(oneOf(...roles), 3),
  emailVerified: flag(),
})

export const tokensShape = record({
  user: userShape,
  accessToken: text(4_096),
  refreshToken: text(200),
  expiresIn: integer(1),
  tokenType: oneOf('Bearer'),
})

export const sessionShape = record({
  id: uuid(),
  device: text(300, 0),
  ip: text(45),
  createdAt: instant(),
  lastUsedAt: instant(),
  current: flag(),
})

/** Long enough for any phrase, short enough that hashing it costs nothing. */
export const passwordField = () => text(1_000)

/** A code of an app, or a recovery code with its dashes. */
export const otpField = () => text(32)

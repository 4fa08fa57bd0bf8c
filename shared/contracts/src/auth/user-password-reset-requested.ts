// Somebody forgot the password: the token in the mail allows to set a new one.
import { defineEvent } from '../event.js'
import { emailAddress, instant, oneOf, optional, text, uuid } from '../fields.js'

export const UserPasswordResetRequested = defineEvent({
  type: 'user.password-reset-requested',
  version: 1,
  producer: 'auth',
  key: 'userId',
  sealed: ['token'],
  schema: {
    userId: uuid(),
    email: emailAddress(),
    token: text(200),
    expiresAt: instant(),
    /** Whoever has an account and registers anew is told of it by this mail where the answer must not tell. */
    occasion: optional(oneOf('forgotten', 'registered-again')),
  },
  examples: [
    {
      userId: '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12',
      email: 'ada@example.test',
      token: 'a-token-of-256-random-bits',
      expiresAt: '2026-11-21T12:00:00.000Z',
      occasion: 'forgotten',
    },
  ],
})

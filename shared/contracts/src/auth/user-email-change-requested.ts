// A new address was named for an account: it counts once the token mailed to it came back.
import { defineEvent } from '../event.js'
import { emailAddress, instant, text, uuid } from '../fields.js'

export const UserEmailChangeRequested = defineEvent({
  type: 'user.email-change-requested',
  version: 1,
  producer: 'auth',
  key: 'userId',
  sealed: ['token'],
  schema: {
    userId: uuid(),
    email: emailAddress(),
    previousEmail: emailAddress(),
    token: text(200),
    expiresAt: instant(),
  },
  examples: [
    {
      userId: '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12',
      email: 'ada@example.test',
      previousEmail: 'ada@old.example.test',
      token: 'a-token-of-256-random-bits',
      expiresAt: '2026-11-21T12:00:00.000Z',
    },
  ],
})

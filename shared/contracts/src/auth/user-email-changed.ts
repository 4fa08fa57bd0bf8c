// An account has another address now; the previous one is told as well.
import { defineEvent } from '../event.js'
import { emailAddress, uuid } from '../fields.js'

export const UserEmailChanged = defineEvent({
  type: 'user.email-changed',
  version: 1,
  producer: 'auth',
  key: 'userId',
  schema: {
    userId: uuid(),
    email: emailAddress(),
    previousEmail: emailAddress(),
  },
  examples: [
    {
      userId: '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12',
      email: 'ada@example.test',
      previousEmail: 'ada@old.example.test',
    },
  ],
})

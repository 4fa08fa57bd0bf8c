// The owner of an account has shown that the address is theirs.
import { defineEvent } from '../event.js'
import { emailAddress, uuid } from '../fields.js'

export const UserEmailVerified = defineEvent({
  type: 'user.email-verified',
  version: 1,
  producer: 'auth',
  key: 'userId',
  schema: {
    userId: uuid(),
    email: emailAddress(),
  },
  examples: [{ userId: '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12', email: 'ada@example.test' }],
})

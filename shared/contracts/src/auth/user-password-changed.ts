// A password was changed or reset; the other sessions of the account have ended.
import { defineEvent } from '../event.js'
import { emailAddress, oneOf, uuid } from '../fields.js'

export const UserPasswordChanged = defineEvent({
  type: 'user.password-changed',
  version: 1,
  producer: 'auth',
  key: 'userId',
  schema: {
    userId: uuid(),
    email: emailAddress(),
    how: oneOf('change', 'reset'),
  },
  examples: [{ userId: '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12', email: 'ada@example.test', how: 'change' }],
})

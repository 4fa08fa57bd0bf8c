// An admin closed an account: no session of it works any more.
import { defineEvent } from '../event.js'
import { optional, text, uuid } from '../fields.js'

export const UserDisabled = defineEvent({
  type: 'user.disabled',
  version: 1,
  producer: 'auth',
  key: 'userId',
  schema: {
    userId: uuid(),
    reason: optional(text(200)),
  },
  examples: [{ userId: '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12', reason: 'asked for by the owner' }],
})

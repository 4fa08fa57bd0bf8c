// An admin opened a closed account again.
import { defineEvent } from '../event.js'
import { uuid } from '../fields.js'

export const UserEnabled = defineEvent({
  type: 'user.enabled',
  version: 1,
  producer: 'auth',
  key: 'userId',
  schema: {
    userId: uuid(),
  },
  examples: [{ userId: '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12' }],
})

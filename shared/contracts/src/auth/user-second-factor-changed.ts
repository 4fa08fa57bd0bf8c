// An account has a second factor now or has none any more, or one of its recovery codes was used.
import { defineEvent } from '../event.js'
import { oneOf, uuid } from '../fields.js'

export const UserSecondFactorChanged = defineEvent({
  type: 'user.second-factor-changed',
  version: 1,
  producer: 'auth',
  key: 'userId',
  schema: {
    userId: uuid(),
    change: oneOf('added', 'removed', 'recovery-code-used'),
  },
  examples: [{ userId: '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12', change: 'added' }],
})

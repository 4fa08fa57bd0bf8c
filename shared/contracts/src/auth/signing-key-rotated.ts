// Access tokens are signed with another key from now on; the previous keys verify until their tokens expire.
import { defineEvent } from '../event.js'
import { text } from '../fields.js'

export const SigningKeyRotated = defineEvent({
  type: 'signing-key.rotated',
  version: 1,
  producer: 'auth',
  key: 'kid',
  schema: {
    kid: text(64),
  },
  examples: [{ kid: '2026-11-21-1' }],
})

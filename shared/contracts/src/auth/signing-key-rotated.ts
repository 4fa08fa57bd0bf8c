// Another key is published; it signs access tokens from the moment named, and the previous keys verify until their tokens expire.
import { defineEvent } from '../event.js'
import { instant, optional, text } from '../fields.js'

export const SigningKeyRotated = defineEvent({
  type: 'signing-key.rotated',
  version: 1,
  producer: 'auth',
  key: 'kid',
  schema: {
    kid: text(64),
    signsFrom: optional(instant()),
  },
  examples: [{ kid: '2026-11-21-1', signsFrom: '2026-11-21T12:05:30.000Z' }, { kid: '2026-11-21-1' }],
})

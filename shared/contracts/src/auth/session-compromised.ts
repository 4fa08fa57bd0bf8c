// A refresh token was used twice: somebody holds a copy, so the whole family of tokens ended.
import { defineEvent } from '../event.js'
import { text, uuid } from '../fields.js'

export const SessionCompromised = defineEvent({
  type: 'session.compromised',
  version: 1,
  producer: 'auth',
  key: 'userId',
  schema: {
    userId: uuid(),
    sessionId: uuid(),
    ip: text(45),
    userAgent: text(300, 0),
  },
  examples: [
    {
      userId: '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12',
      sessionId: '0198f3c2-7a11-7d52-8c2e-3a5b7d9f1c34',
      ip: '192.0.2.10',
      userAgent: 'curl/8.5',
    },
  ],
})

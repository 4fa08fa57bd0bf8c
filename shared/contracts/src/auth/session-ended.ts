// A session ended: its tokens are worth nothing from here on.
import { defineEvent } from '../event.js'
import { oneOf, text, uuid } from '../fields.js'

const firstReasons = [
  'logout',
  'logout-all',
  'deleted',
  'password-changed',
  'disabled',
  'erased',
  'expired',
] as const

const facts = {
  userId: uuid(),
  sessionId: uuid(),
  ip: text(45),
  userAgent: text(300, 0),
}

export const SessionEnded = defineEvent({
  type: 'session.ended',
  version: 2,
  producer: 'auth',
  key: 'userId',
  schema: { ...facts, reason: oneOf(...firstReasons, 'reauthenticated', 'too-many-sessions') },
  examples: [
    {
      userId: '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12',
      sessionId: '0198f3c2-7a11-7d52-8c2e-3a5b7d9f1c34',
      reason: 'logout',
      ip: '192.0.2.10',
      userAgent: 'curl/8.5',
    },
  ],
  upcast: { 1: (data) => data },
  earlier: { 1: { schema: { ...facts, reason: oneOf(...firstReasons) } } },
})

// Somebody did something that an auditor may ask about.
import { defineEvent } from '../event.js'
import { freeObject, instant, oneOf, optional, record, text } from '../fields.js'

export const AuditRecorded = defineEvent({
  type: 'audit.recorded',
  version: 1,
  producer: 'any',
  key: 'target',
  schema: {
    actor: record({ kind: oneOf('user', 'client', 'service'), id: text(100) }),
    action: text(100),
    target: text(200),
    outcome: oneOf('done', 'refused', 'failed'),
    at: instant(),
    ip: optional(text(45)),
    before: optional(freeObject()),
    after: optional(freeObject()),
  },
  examples: [
    {
      actor: { kind: 'user', id: '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12' },
      action: 'auth.password.changed',
      target: 'user:0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12',
      outcome: 'done',
      at: '2026-11-21T12:00:00.000Z',
      ip: '192.0.2.10',
    },
  ],
})

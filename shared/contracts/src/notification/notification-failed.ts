// A notification will not be delivered by this channel, and is not tried again.
import { defineEvent } from '../event.js'
import { integer, oneOf, text, uuid } from '../fields.js'

export const NotificationFailed = defineEvent({
  type: 'notification.failed',
  version: 1,
  producer: 'notification',
  key: 'deliveryId',
  schema: {
    deliveryId: uuid(),
    userId: uuid(),
    channel: oneOf('email', 'push', 'webhook'),
    kind: text(60),
    attempts: integer(0),
    /** A code of ours or of the mail server; never what the server says in words, since that quotes addresses. */
    reason: text(100),
  },
  examples: [
    {
      deliveryId: '5b2f1f1e-8f5e-5b0a-9c1d-3a5b7d9f1c34',
      userId: '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12',
      channel: 'email',
      kind: 'verify-email',
      attempts: 1,
      reason: 'refused: 550 5.1.1',
    },
  ],
})

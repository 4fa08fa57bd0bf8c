// A notification has left the platform by one of its channels: whoever carries it further has taken it over.
import { defineEvent } from '../event.js'
import { integer, oneOf, text, uuid } from '../fields.js'

export const NotificationDelivered = defineEvent({
  type: 'notification.delivered',
  version: 1,
  producer: 'notification',
  key: 'deliveryId',
  schema: {
    deliveryId: uuid(),
    userId: uuid(),
    channel: oneOf('email', 'push', 'webhook'),
    kind: text(60),
    attempts: integer(1),
  },
  examples: [
    {
      deliveryId: '5b2f1f1e-8f5e-5b0a-9c1d-3a5b7d9f1c34',
      userId: '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12',
      channel: 'email',
      kind: 'verify-email',
      attempts: 1,
    },
  ],
})

// Somebody has a new notification in their inbox.
import { defineEvent } from '../event.js'
import { exampleNotification, notificationFacts } from '../notification-facts.js'

export const NotificationCreated = defineEvent({
  type: 'notification.created',
  version: 1,
  producer: 'notification',
  key: 'userId',
  schema: notificationFacts,
  examples: [exampleNotification],
})

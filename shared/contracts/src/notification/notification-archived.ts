// Somebody has put a notification away.
import { defineEvent } from '../event.js'
import { exampleNotification, notificationFacts } from '../notification-facts.js'

export const NotificationArchived = defineEvent({
  type: 'notification.archived',
  version: 1,
  producer: 'notification',
  key: 'userId',
  schema: notificationFacts,
  examples: [exampleNotification],
})

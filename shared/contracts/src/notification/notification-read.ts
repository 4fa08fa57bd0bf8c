// Somebody has read a notification, or has marked it as unread again: `unread` says how many there are now.
import { defineEvent } from '../event.js'
import { exampleNotification, notificationFacts } from '../notification-facts.js'

export const NotificationRead = defineEvent({
  type: 'notification.read',
  version: 1,
  producer: 'notification',
  key: 'userId',
  schema: notificationFacts,
  examples: [exampleNotification],
})

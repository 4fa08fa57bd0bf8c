// What every event of a notification in an inbox tells. Those of one person keep their order, so that the last count is right.
import { type Fields, integer, nullable, oneOf, text, uuid } from './fields.js'

export const notificationFacts = {
  notificationId: uuid(),
  userId: uuid(),
  category: oneOf('security', 'action', 'social', 'order', 'stream', 'system'),
  title: text(300),
  body: text(2_000, 0),
  /** Where it leads, below the address of the platform. */
  link: nullable(text(500)),
  /** How many are unread now. */
  unread: integer(0),
} satisfies Fields

export const exampleNotification = {
  notificationId: '5b2f1f1e-8f5e-5b0a-9c1d-3a5b7d9f1c34',
  userId: '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12',
  category: 'action' as const,
  title: 'Grace completed a task',
  body: 'Write the notes on the engine',
  link: '/actions/0198f3c2-91d4-7e02-8c55-1a2b3c4d5e6f',
  unread: 3,
}

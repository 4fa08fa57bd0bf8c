// The shapes of notifications as people see them.
import {
  instant,
  integer,
  listOf,
  nullable,
  oneOf,
  optional,
  prose,
  record,
  text,
  uuid,
} from '@eventflow/contracts'

export const categoryField = () => oneOf('security', 'action', 'social', 'order', 'stream', 'system')
const channelField = () => oneOf('inApp', 'email', 'push', 'webhook')

export const noticeShape = record({
  id: uuid(),
  category: categoryField(),
  title: text(300),
  body: prose(2_000),
  link: nullable(text(500)),
  actor: optional(record({ id: uuid(), displayName: nullable(text(100)) })),
  eventId: uuid(),
  status: oneOf('unread', 'read', 'archived'),
  createdAt: instant(),
})

export const deliveryShape = record({
  id: uuid(),
  channel: channelField(),
  status: oneOf('pending', 'held', 'delivered', 'failed', 'skipped'),
  attempts: integer(0),
  reason: optional(text(200)),
  nextAt: optional(instant()),
})

export const decisionsShape = record({
  eventId: uuid(),
  decisions: listOf(
    record({
      category: categoryField(),
      channel: channelField(),
      outcome: oneOf('sent', 'held', 'digested', 'dropped'),
      rule: text(100),
      reason: text(250),
    }),
    10,
  ),
})

// What every event of an action tells, so that whoever hears of it needs to ask nobody.
import {
  type Fields,
  instant,
  integer,
  listOf,
  oneOf,
  optional,
  type RecordOf,
  text,
  uuid,
} from './fields.js'

export const actionFacts = {
  actionId: uuid(),
  ownerId: uuid(),
  kind: oneOf('task', 'journal'),
  title: text(200),
  visibility: oneOf('private', 'followers', 'public'),
  tags: listOf(text(40), 20),
  dueAt: optional(instant()),
  completedAt: optional(instant()),
  version: integer(1),
} satisfies Fields

export const exampleAction = {
  actionId: '0198f3c2-91d4-7e02-8c55-1a2b3c4d5e6f',
  ownerId: '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12',
  kind: 'task' as const,
  title: 'Write the notes on the engine',
  visibility: 'followers' as const,
  tags: ['engine'],
  version: 1,
} satisfies RecordOf<typeof actionFacts>

// The shape of a story: its events, each with what was done about it and what it caused.
import {
  freeObject,
  instant,
  integer,
  listOf,
  nullable,
  prose,
  record,
  text,
  uuid,
} from '@eventflow/contracts'

const handledShape = record({
  service: text(100),
  at: instant(),
  attempt: integer(1),
  outcome: text(20),
  reason: nullable(prose(500)),
  ms: nullable(integer(0)),
  duplicates: integer(0),
})

const parkedShape = record({
  id: uuid(),
  queue: text(255),
  at: instant(),
  reason: text(255),
  error: prose(2_000),
  attempts: integer(1),
  replays: integer(0),
  status: text(20),
})

const eventShape = record({
  id: text(255),
  type: text(255),
  version: integer(1),
  subject: nullable(text(255)),
  service: nullable(text(255)),
  at: nullable(instant()),
  publishedAt: nullable(instant()),
  commitToPublishMs: nullable(integer(0)),
  handled: listOf(handledShape, 1_000),
  parked: listOf(parkedShape, 1_000),
  // Events of the same shape, which the words of fields cannot say.
  causes: listOf(freeObject(), 10_000),
})

export const storyShape = record({
  correlationId: text(200),
  startedAt: nullable(instant()),
  endedAt: nullable(instant()),
  events: listOf(eventShape, 10_000),
  unreachable: listOf(text(100), 100),
})

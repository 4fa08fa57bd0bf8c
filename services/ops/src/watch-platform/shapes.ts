// The shapes of what operators watch: services, outboxes, queues.
import {
  decimal,
  flag,
  freeObject,
  instant,
  integer,
  listOf,
  nullable,
  optional,
  record,
  text,
} from '@eventflow/contracts'

export const serviceShape = record({
  name: text(100),
  ready: flag(),
  draining: flag(),
  dependencies: freeObject(),
  missing: listOf(text(100), 100),
  version: optional(text(50)),
  startedAt: optional(instant()),
  instances: integer(1),
})

export const outboxShape = record({ service: text(100), depth: integer(0), oldestSeconds: decimal(0) })

const depthFields = { depth: integer(0), ready: integer(0), unacked: integer(0), consumers: integer(0) }

export const queueShape = record({
  queue: text(255),
  ...depthFields,
  publishedPerSecond: decimal(0),
  deliveredPerSecond: decimal(0),
  ackedPerSecond: decimal(0),
  oldestAt: nullable(instant()),
  dead: record({ ...depthFields, letters: integer(0), oldestLetterAt: nullable(instant()) }),
})

export const stepShape = record({ step: text(10), waitMs: integer(1), depth: integer(0) })

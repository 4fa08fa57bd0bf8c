// The shapes of dead letters and replays in requests and answers.
import {
  flag,
  freeObject,
  instant,
  integer,
  listOf,
  nullable,
  oneOf,
  prose,
  record,
  text,
  uuid,
} from '@eventflow/contracts'
import { letterStatuses } from './letter.js'
import { replayStatuses } from './replay.js'

const summaryFields = {
  id: uuid(),
  queue: text(255),
  messageId: nullable(text(255)),
  type: nullable(text(255)),
  schemaVersion: integer(1),
  source: nullable(text(255)),
  subject: nullable(text(255)),
  correlationId: nullable(text(255)),
  causationId: nullable(text(255)),
  reason: text(255),
  fingerprint: text(64),
  error: prose(2_000),
  attempts: integer(1),
  replays: integer(0),
  writtenAt: nullable(instant()),
  parkedAt: instant(),
  size: integer(0),
  status: oneOf(...letterStatuses),
}

export const summaryShape = record(summaryFields)

const problemShape = record({ pointer: text(1_000, 0), detail: prose(2_000) })

export const letterShape = record({
  ...summaryFields,
  stack: prose(2_000),
  properties: freeObject(),
  headers: freeObject(),
  encoding: oneOf('json', 'base64'),
  body: freeObject(),
  edited: flag(),
  verdict: record({
    valid: flag(),
    problems: listOf(problemShape, 1_000),
    contractVersion: nullable(integer(1)),
    sealed: listOf(text(100), 100),
  }),
  replayId: nullable(uuid()),
  note: nullable(prose(500)),
  settledAt: nullable(instant()),
  version: integer(1),
})

export const replayShape = record({
  id: uuid(),
  status: oneOf(...replayStatuses),
  total: integer(0),
  done: integer(0),
  failed: integer(0),
  ratePerSecond: integer(1),
  selection: freeObject(),
  requestedBy: text(100),
  createdAt: instant(),
  finishedAt: nullable(instant()),
})

// The shape of a job in answers: who has answered, and with how much.
import {
  dictionaryOf,
  instant,
  integer,
  listOf,
  oneOf,
  optional,
  record,
  text,
  uuid,
} from '@eventflow/contracts'
import { jobStatuses } from './job.js'

export const jobFields = {
  id: uuid(),
  status: oneOf(...jobStatuses),
  createdAt: instant(),
  finishedAt: optional(instant()),
  parts: listOf(
    record({
      service: text(40),
      status: oneOf('pending', 'done'),
      counts: optional(dictionaryOf(text(60), integer(0), 50)),
    }),
    100,
  ),
}

export const jobShape = record(jobFields)

// The shapes of an import: its items, and what became of each.
import {
  type Fields,
  integer,
  listOf,
  nullable,
  oneOf,
  optional,
  record,
  text,
  uuid,
} from '@eventflow/contracts'
import { kindField, newActionFields } from '../shapes.js'

export const itemsAtMost = 1_000

export const importedFields = {
  /** What it is called where it comes from. */
  clientId: optional(text(100)),
  kind: kindField(),
  ...newActionFields,
} satisfies Fields

export const importedShape = record(importedFields)

const resultShape = record({
  index: integer(0),
  id: nullable(uuid()),
  clientId: optional(text(100)),
  status: oneOf('created', 'duplicate', 'refused'),
  code: optional(text(100)),
  pointer: optional(text(300)),
})

export const outcomeShape = record({
  created: integer(0),
  duplicates: integer(0),
  refused: integer(0),
  results: listOf(resultShape, itemsAtMost),
})

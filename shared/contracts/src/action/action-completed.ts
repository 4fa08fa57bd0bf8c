// A task was done. One that comes again is completed once for each time it was due.
import { actionFacts, exampleAction } from '../action-facts.js'
import { defineEvent } from '../event.js'
import { instant, optional } from '../fields.js'

export const ActionCompleted = defineEvent({
  type: 'action.completed',
  version: 1,
  producer: 'action',
  key: 'actionId',
  sequence: 'version',
  schema: { ...actionFacts, completedAt: instant(), occurrence: optional(instant()) },
  examples: [{ ...exampleAction, completedAt: '2026-11-21T12:00:00.000Z', version: 3 }],
})

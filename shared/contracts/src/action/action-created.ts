// Somebody has a new task or wrote a journal.
import { actionFacts, exampleAction } from '../action-facts.js'
import { defineEvent } from '../event.js'

export const ActionCreated = defineEvent({
  type: 'action.created',
  version: 1,
  producer: 'action',
  key: 'actionId',
  sequence: 'version',
  schema: actionFacts,
  examples: [exampleAction],
})

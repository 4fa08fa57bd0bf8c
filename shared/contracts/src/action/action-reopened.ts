// A task that was completed is to be done after all.
import { actionFacts, exampleAction } from '../action-facts.js'
import { defineEvent } from '../event.js'

export const ActionReopened = defineEvent({
  type: 'action.reopened',
  version: 1,
  producer: 'action',
  key: 'actionId',
  sequence: 'version',
  schema: actionFacts,
  examples: [{ ...exampleAction, version: 4 }],
})

// Its owner has put a task or journal away; it is still there for whoever could see it.
import { actionFacts, exampleAction } from '../action-facts.js'
import { defineEvent } from '../event.js'

export const ActionArchived = defineEvent({
  type: 'action.archived',
  version: 1,
  producer: 'action',
  key: 'actionId',
  sequence: 'version',
  schema: actionFacts,
  examples: [{ ...exampleAction, version: 5 }],
})

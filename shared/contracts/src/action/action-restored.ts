// Its owner has taken a task or journal up again that was put away.
import { actionFacts, exampleAction } from '../action-facts.js'
import { defineEvent } from '../event.js'

export const ActionRestored = defineEvent({
  type: 'action.restored',
  version: 1,
  producer: 'action',
  key: 'actionId',
  sequence: 'version',
  schema: actionFacts,
  examples: [{ ...exampleAction, version: 6 }],
})

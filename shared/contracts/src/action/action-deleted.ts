// A task or journal is gone: nobody may see it any more.
import { actionFacts, exampleAction } from '../action-facts.js'
import { defineEvent } from '../event.js'

export const ActionDeleted = defineEvent({
  type: 'action.deleted',
  version: 1,
  producer: 'action',
  key: 'actionId',
  sequence: 'version',
  schema: actionFacts,
  examples: [{ ...exampleAction, version: 7 }],
})

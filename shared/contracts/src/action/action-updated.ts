// A task or journal reads differently now; `changes` names the fields that do.
import { actionFacts, exampleAction } from '../action-facts.js'
import { defineEvent } from '../event.js'
import { listOf, text } from '../fields.js'

export const ActionUpdated = defineEvent({
  type: 'action.updated',
  version: 1,
  producer: 'action',
  key: 'actionId',
  sequence: 'version',
  schema: { ...actionFacts, changes: listOf(text(40), 20, 1) },
  examples: [
    {
      ...exampleAction,
      title: 'Write the second note',
      version: 2,
      changes: ['title'],
    },
  ],
})

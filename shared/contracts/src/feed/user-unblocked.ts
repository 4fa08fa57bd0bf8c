// Somebody has taken back that they blocked another; who followed whom before does not come back.
import { defineEvent } from '../event.js'
import { exampleRelation, relationFacts } from '../relation-facts.js'

export const UserUnblocked = defineEvent({
  type: 'user.unblocked',
  version: 1,
  producer: 'feed',
  key: 'followerId',
  schema: relationFacts,
  examples: [{ ...exampleRelation, version: 4 }],
})

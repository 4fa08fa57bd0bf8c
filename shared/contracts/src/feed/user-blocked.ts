// Somebody wants neither to see another nor to be seen by them: whatever followed between the two has ended.
import { defineEvent } from '../event.js'
import { exampleRelation, relationFacts } from '../relation-facts.js'

export const UserBlocked = defineEvent({
  type: 'user.blocked',
  version: 1,
  producer: 'feed',
  key: 'followerId',
  schema: relationFacts,
  examples: [{ ...exampleRelation, version: 3 }],
})

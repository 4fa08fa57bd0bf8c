// Somebody no longer wants to see what another does.
import { defineEvent } from '../event.js'
import { exampleRelation, relationFacts } from '../relation-facts.js'

export const UserUnfollowed = defineEvent({
  type: 'user.unfollowed',
  version: 1,
  producer: 'feed',
  key: 'followerId',
  schema: relationFacts,
  examples: [{ ...exampleRelation, version: 2 }],
})

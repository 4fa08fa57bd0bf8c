// There is something new in the feeds of these people.
import { defineEvent } from '../event.js'
import { listOf, text, uuid } from '../fields.js'

export const FeedEntriesAdded = defineEvent({
  type: 'feed.entries-added',
  version: 1,
  producer: 'feed',
  key: 'activityId',
  // Not those whose feeds these are: one who was erased must not hide it from the others.
  persons: ['actorId'],
  schema: { activityId: text(80), actorId: uuid(), ownerIds: listOf(uuid(), 500, 1) },
  examples: [
    {
      activityId: '0198f3c2-91d4-7e02-8c55-1a2b3c4d5e6f:completed',
      actorId: '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12',
      ownerIds: ['0198f3c3-11aa-7b4c-8d5e-6f7081920a1b'],
    },
  ],
})

// Something that somebody did is to get into the feeds of these of their followers: those after one id, up to another.
import { defineEvent } from '../event.js'
import { listOf, nullable, oneOf, text, uuid } from '../fields.js'

export const FeedChunkPlanned = defineEvent({
  type: 'feed.chunk-planned',
  version: 1,
  producer: 'feed',
  key: 'chunkId',
  schema: {
    /** One of many of a plan, each a key of its own, so that they are worked on side by side. */
    chunkId: text(60),
    planId: uuid(),
    /** The message that told of it. */
    causeId: uuid(),
    actorId: uuid(),
    kind: oneOf('task', 'journal'),
    activityKeys: listOf(text(120), 200, 1),
    after: nullable(uuid()),
    upTo: nullable(uuid()),
  },
  examples: [
    {
      chunkId: '0198f3c5-22bb-7c5d-9e6f-708192a3b4c5:3',
      planId: '0198f3c5-22bb-7c5d-9e6f-708192a3b4c5',
      causeId: '0198f3c4-0d1e-7f2a-8b3c-4d5e6f708192',
      actorId: '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12',
      kind: 'task',
      activityKeys: ['2gosa7rgv4w:0198f3c2-91d4-7e02-8c55-1a2b3c4d5e6f:completed'],
      after: '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12',
      upTo: null,
    },
  ],
})

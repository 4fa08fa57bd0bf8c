// People have done things that are to be kept: as many as were posted at once, at most 500.
import { defineEvent } from '../event.js'
import { freeObject, instant, listOf, optional, patterned, record, uuid } from '../fields.js'

export const ActivityRecorded = defineEvent({
  type: 'activity.recorded',
  version: 1,
  producer: 'activity',
  key: 'batchId',
  schema: {
    batchId: uuid(),
    activities: listOf(
      record({
        id: uuid(),
        userId: uuid(),
        type: patterned(/^[A-Z][A-Z0-9_]{0,63}$/, 'a type such as PAGE_VIEW', 64),
        occurredAt: instant(),
        receivedAt: instant(),
        properties: optional(freeObject()),
      }),
      500,
      1,
    ),
  },
  examples: [
    {
      batchId: '0198f3c4-2b3c-7d4e-8f50-617283940a5b',
      activities: [
        {
          id: '0198f3c4-2b3c-7d4e-8f50-617283940a5c',
          userId: '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12',
          type: 'PAGE_VIEW',
          occurredAt: '2026-11-21T12:00:00.000Z',
          receivedAt: '2026-11-21T12:00:00.120Z',
          properties: { path: '/feed' },
        },
      ],
    },
  ],
})

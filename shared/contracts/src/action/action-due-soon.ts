// A task will be due before long and is not done yet. Told once for each time that it is due.
import { defineEvent } from '../event.js'
import { instant, integer, text, uuid } from '../fields.js'

export const ActionDueSoon = defineEvent({
  type: 'action.due-soon',
  version: 1,
  producer: 'action',
  key: 'actionId',
  schema: { actionId: uuid(), ownerId: uuid(), title: text(200), dueAt: instant(), version: integer(1) },
  examples: [
    {
      actionId: '0198f3c2-91d4-7e02-8c55-1a2b3c4d5e6f',
      ownerId: '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12',
      title: 'Write the notes on the engine',
      dueAt: '2026-11-22T12:00:00.000Z',
      version: 2,
    },
  ],
})

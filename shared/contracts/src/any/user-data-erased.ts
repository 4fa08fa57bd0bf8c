// One service has erased what it kept about a user.
import { defineEvent } from '../event.js'
import { dictionaryOf, integer, text, uuid } from '../fields.js'

export const UserDataErased = defineEvent({
  type: 'user.data-erased',
  version: 1,
  producer: 'any',
  key: 'userId',
  schema: {
    userId: uuid(),
    jobId: uuid(),
    service: text(40),
    counts: dictionaryOf(text(60), integer(0), 50),
  },
  examples: [
    {
      userId: '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12',
      jobId: '0198f3c2-7a12-7e64-9d3f-4b6c8eaf2d56',
      service: 'auth',
      counts: { sessions: 3 },
    },
  ],
})

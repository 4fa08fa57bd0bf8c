// All services have answered: the user is gone and must not come back by a late event.
import { defineEvent } from '../event.js'
import { uuid } from '../fields.js'

export const UserErased = defineEvent({
  type: 'user.erased',
  version: 1,
  producer: 'user',
  key: 'userId',
  schema: {
    userId: uuid(),
    jobId: uuid(),
  },
  examples: [
    { userId: '0198f3c2-7a10-7c3e-9b1d-2f4a6c8e0b12', jobId: '0198f3c2-7a12-7e64-9d3f-4b6c8eaf2d56' },
  ],
})

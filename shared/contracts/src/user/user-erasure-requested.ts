// A user wants to be forgotten: every service that holds something erases it and answers.
import { defineEvent } from '../event.js'
import { uuid } from '../fields.js'

export const UserErasureRequested = defineEvent({
  type: 'user.erasure-requested',
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

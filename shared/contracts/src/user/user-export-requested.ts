// A user wants a copy of all that is kept about them: every service that holds something answers.
import { defineEvent } from '../event.js'
import { uuid } from '../fields.js'

export const UserExportRequested = defineEvent({
  type: 'user.export-requested',
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

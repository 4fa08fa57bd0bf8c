// How fast it is decided who is told of what, by which channel: the decisions stored with all that follows from them.
import type { Row } from '../row.js'
import { startContender } from '../server-child.js'

export const notificationDecisions: Row = {
  name: 'notification-decisions',
  group: 'notification',
  about:
    'Events that 2,000 followers are told of, four at a time, each decided for four channels: decision, inbox item, ' +
    'mail owed and event of the inbox are written; a quarter has quiet hours, an eighth no mails. ' +
    'The limit inserts the same documents by the driver alone.',
  reach: 0.2,
  needsStack: true,
  open: async ({ environment }) => [
    await startContender({ name: 'decisions', role: 'ours', server: 'notification-decisions', environment }),
    await startContender({
      name: 'bare insertMany of the same documents',
      role: 'limit',
      server: 'bare-decisions',
      environment,
    }),
  ],
}

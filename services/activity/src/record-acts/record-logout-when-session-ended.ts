// A session has ended, for whatever reason: the reason is told.
import { bulkReaction } from '@eventflow/backbone'
import { SessionEnded } from '@eventflow/contracts'
import type { KeepActivities } from '../store-activities/keep-activities.js'
import { activityFrom } from './activity-from.js'

export const recordLogoutWhenSessionEnded = ({ keep }: { keep: KeepActivities }) =>
  bulkReaction(SessionEnded, (news) =>
    keep(
      news.map(({ data, envelope }) =>
        activityFrom(envelope, {
          type: 'LOGOUT',
          userId: data.userId,
          properties: { sessionId: data.sessionId, reason: data.reason },
        }),
      ),
    ),
  )

// Somebody has signed in.
import { bulkReaction } from '@eventflow/backbone'
import { SessionStarted } from '@eventflow/contracts'
import type { KeepActivities } from '../store-activities/keep-activities.js'
import { activityFrom } from './activity-from.js'

export const recordLoginWhenSessionStarted = ({ keep }: { keep: KeepActivities }) =>
  bulkReaction(SessionStarted, (news) =>
    keep(
      news.map(({ data, envelope }) =>
        activityFrom(envelope, {
          type: 'LOGIN',
          userId: data.userId,
          properties: { sessionId: data.sessionId },
        }),
      ),
    ),
  )

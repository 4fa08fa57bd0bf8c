// Somebody's action was completed.
import { bulkReaction } from '@eventflow/backbone'
import { ActionCompleted } from '@eventflow/contracts'
import type { KeepActivities } from '../store-activities/keep-activities.js'
import { aboutAction, activityFrom } from './activity-from.js'

export const recordActionWhenActionCompleted = ({ keep }: { keep: KeepActivities }) =>
  bulkReaction(ActionCompleted, (news) =>
    keep(
      news.map(({ data, envelope }) =>
        activityFrom(envelope, {
          type: 'ACTION_COMPLETED',
          userId: data.ownerId,
          properties: aboutAction(data),
        }),
      ),
    ),
  )

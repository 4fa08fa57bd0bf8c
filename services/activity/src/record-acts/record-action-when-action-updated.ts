// Somebody's action was updated.
import { bulkReaction } from '@eventflow/backbone'
import { ActionUpdated } from '@eventflow/contracts'
import type { KeepActivities } from '../store-activities/keep-activities.js'
import { aboutAction, activityFrom } from './activity-from.js'

export const recordActionWhenActionUpdated = ({ keep }: { keep: KeepActivities }) =>
  bulkReaction(ActionUpdated, (news) =>
    keep(
      news.map(({ data, envelope }) =>
        activityFrom(envelope, {
          type: 'ACTION_UPDATED',
          userId: data.ownerId,
          properties: aboutAction(data),
        }),
      ),
    ),
  )

// Somebody's action was deleted.
import { bulkReaction } from '@eventflow/backbone'
import { ActionDeleted } from '@eventflow/contracts'
import type { KeepActivities } from '../store-activities/keep-activities.js'
import { aboutAction, activityFrom } from './activity-from.js'

export const recordActionWhenActionDeleted = ({ keep }: { keep: KeepActivities }) =>
  bulkReaction(ActionDeleted, (news) =>
    keep(
      news.map(({ data, envelope }) =>
        activityFrom(envelope, {
          type: 'ACTION_DELETED',
          userId: data.ownerId,
          properties: aboutAction(data),
        }),
      ),
    ),
  )

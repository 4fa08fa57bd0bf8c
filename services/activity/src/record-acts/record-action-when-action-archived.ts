// Somebody's action was archived.
import { bulkReaction } from '@eventflow/backbone'
import { ActionArchived } from '@eventflow/contracts'
import type { KeepActivities } from '../store-activities/keep-activities.js'
import { aboutAction, activityFrom } from './activity-from.js'

export const recordActionWhenActionArchived = ({ keep }: { keep: KeepActivities }) =>
  bulkReaction(ActionArchived, (news) =>
    keep(
      news.map(({ data, envelope }) =>
        activityFrom(envelope, {
          type: 'ACTION_ARCHIVED',
          userId: data.ownerId,
          properties: aboutAction(data),
        }),
      ),
    ),
  )

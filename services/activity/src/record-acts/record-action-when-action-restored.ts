// Somebody's action was restored.
import { bulkReaction } from '@eventflow/backbone'
import { ActionRestored } from '@eventflow/contracts'
import type { KeepActivities } from '../store-activities/keep-activities.js'
import { aboutAction, activityFrom } from './activity-from.js'

export const recordActionWhenActionRestored = ({ keep }: { keep: KeepActivities }) =>
  bulkReaction(ActionRestored, (news) =>
    keep(
      news.map(({ data, envelope }) =>
        activityFrom(envelope, {
          type: 'ACTION_RESTORED',
          userId: data.ownerId,
          properties: aboutAction(data),
        }),
      ),
    ),
  )

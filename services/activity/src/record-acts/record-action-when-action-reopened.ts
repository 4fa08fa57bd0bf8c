// Somebody's action was reopened.
import { bulkReaction } from '@eventflow/backbone'
import { ActionReopened } from '@eventflow/contracts'
import type { KeepActivities } from '../store-activities/keep-activities.js'
import { aboutAction, activityFrom } from './activity-from.js'

export const recordActionWhenActionReopened = ({ keep }: { keep: KeepActivities }) =>
  bulkReaction(ActionReopened, (news) =>
    keep(
      news.map(({ data, envelope }) =>
        activityFrom(envelope, {
          type: 'ACTION_REOPENED',
          userId: data.ownerId,
          properties: aboutAction(data),
        }),
      ),
    ),
  )

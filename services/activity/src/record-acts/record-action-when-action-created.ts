// Somebody's action was created.
import { bulkReaction } from '@eventflow/backbone'
import { ActionCreated } from '@eventflow/contracts'
import type { KeepActivities } from '../store-activities/keep-activities.js'
import { aboutAction, activityFrom } from './activity-from.js'

export const recordActionWhenActionCreated = ({ keep }: { keep: KeepActivities }) =>
  bulkReaction(ActionCreated, (news) =>
    keep(
      news.map(({ data, envelope }) =>
        activityFrom(envelope, {
          type: 'ACTION_CREATED',
          userId: data.ownerId,
          properties: aboutAction(data),
        }),
      ),
    ),
  )

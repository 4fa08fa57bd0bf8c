// Stores what people did: all messages that are there in one piece.
import { bulkReaction } from '@eventflow/backbone'
import { ActivityRecorded } from '@eventflow/contracts'
import type { KeepActivities } from './keep-activities.js'

export const storeActivitiesWhenActivityRecorded = ({ keep }: { keep: KeepActivities }) =>
  bulkReaction(ActivityRecorded, (news) => keep(news.flatMap(({ data }) => data.activities)))

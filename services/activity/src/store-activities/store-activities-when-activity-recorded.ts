// Stores what people did: all messages that are there in one piece.
import { bulkReaction } from '@eventflow/backbone'
import { ActivityRecorded } from '@eventflow/contracts'
import type { KeepActivities } from './keep-activities.js'

interface StoringParts {
  keep: KeepActivities
  /** Told how many messages are done, which is the pace that the API goes by. */
  workedOff: (messages: number) => void
}

export const storeActivitiesWhenActivityRecorded = ({ keep, workedOff }: StoringParts) =>
  bulkReaction(ActivityRecorded, async (news) => {
    await keep(news.flatMap(({ data }) => data.activities))
    workedOff(news.length)
  })

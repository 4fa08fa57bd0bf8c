// Puts what somebody has done into the feeds of who follows them.
import { repeatableReaction } from '@eventflow/backbone'
import { ActionCompleted } from '@eventflow/contracts'
import { type HearParts, hear } from './heard.js'

export const fanOutWhenActionCompleted = (parts: HearParts) =>
  repeatableReaction(ActionCompleted, (news) =>
    hear(parts, news, { verb: 'completed', occurrence: news.data.occurrence, isReopened: false }),
  )

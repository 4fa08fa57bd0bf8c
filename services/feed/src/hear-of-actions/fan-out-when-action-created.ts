// Puts what somebody has begun into the feeds of who follows them.
import { repeatableReaction } from '@eventflow/backbone'
import { ActionCreated } from '@eventflow/contracts'
import { type HearParts, hear } from './heard.js'

export const fanOutWhenActionCreated = (parts: HearParts) =>
  repeatableReaction(ActionCreated, (news) => hear(parts, news, { verb: 'created' }))

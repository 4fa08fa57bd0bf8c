// Shows as completed no longer what is to be done after all.
import { repeatableReaction } from '@eventflow/backbone'
import { ActionReopened } from '@eventflow/contracts'
import { type HearParts, hear } from './heard.js'

export const withdrawWhenActionReopened = (parts: HearParts) =>
  repeatableReaction(ActionReopened, (news) => hear(parts, news, { isReopened: true }))

// Keeps the newest of what was taken up again; it was in feeds all the time.
import { repeatableReaction } from '@eventflow/backbone'
import { ActionRestored } from '@eventflow/contracts'
import { type HearParts, hear } from './heard.js'

export const keepActionWhenActionRestored = (parts: HearParts) =>
  repeatableReaction(ActionRestored, (news) => hear(parts, news, {}))

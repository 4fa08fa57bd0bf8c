// Keeps the newest of what was put away; it stays in feeds.
import { repeatableReaction } from '@eventflow/backbone'
import { ActionArchived } from '@eventflow/contracts'
import { type HearParts, hear } from './heard.js'

export const keepActionWhenActionArchived = (parts: HearParts) =>
  repeatableReaction(ActionArchived, (news) => hear(parts, news, {}))

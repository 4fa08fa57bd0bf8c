// Shows a new title as something done, and what more people may see now to them.
import { repeatableReaction } from '@eventflow/backbone'
import { ActionUpdated } from '@eventflow/contracts'
import { type HearParts, hear } from './heard.js'

export const fanOutWhenActionUpdated = (parts: HearParts) =>
  repeatableReaction(ActionUpdated, (news) => {
    const { changes } = news.data
    const verb = changes.includes('title') ? ('updated' as const) : undefined
    return hear(parts, news, { ...(verb && { verb }), isWider: changes.includes('visibility') })
  })

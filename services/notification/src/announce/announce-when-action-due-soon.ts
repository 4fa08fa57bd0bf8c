// Reminds somebody of a task of theirs that is due before long.
import { repeatableReaction } from '@eventflow/backbone'
import { ActionDueSoon } from '@eventflow/contracts'
import type { Announce } from './announcing.js'

export const announceWhenActionDueSoon = ({ announce }: { announce: Announce }) =>
  repeatableReaction(ActionDueSoon, ({ data: { actionId, ownerId: personId, title, dueAt }, envelope }) =>
    announce(envelope, { template: 'action-due-soon', personId, actionId, facts: { title, dueAt } }),
  )
